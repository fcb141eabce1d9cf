// Corrects a misspelt word to words of the index, which have levels: see spelling.rs. search.js loads this as
// if it were a file of the index, so it must not contain characters that such a file must not contain.
allotmentSearch.shard('typos', (() => {
  // Returns the edit distance from a word to another, or to the nearest of its beginnings; a number above the
  // limit if it is larger.
  const distance = (word, other, limit, isBeginning) => {
    if (!word) return isBeginning ? 0 : other.length;
    if (word[0] === other[0]) return distance(word.slice(1), other.slice(1), limit, isBeginning);
    if (!limit) return 9;
    const further = (i, j) => distance(word.slice(i), other.slice(j), limit - 1, isBeginning) + 1;
    const isSwapped = word[0] === other[1] && word[1] === other[0];
    return Math.min(further(1, 1), further(1, 0), other ? further(0, 1) : 9, isSwapped ? further(2, 2) : 9);
  };

  // `range` returns the names of the files of a prefix, and `gather` the contents of files.
  return (form, prefix, range, gather) => {
    const [first, second] = form;
    let files = range('s', first);
    if (files.length > 2) files = range('s', first + second).slice(0, 2);
    const words = gather(files);
    for (const isBeginning of [false, prefix]) {
      let least = form.length > 7 ? 2 : 1;
      let near = [];
      for (const [word, level] of words) {
        const away = distance(form, word, least, isBeginning);
        if (least > away) near = [];
        if (least >= away) near.push([word, level, (least = away)]);
      }
      // The sort is stable: of two equals, the first one stays first.
      if (near[0]) return near.sort((a, b) => b[1] - a[1]).slice(0, 3);
    }
    return [];
  };
})());
