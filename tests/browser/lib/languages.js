// Small gardens in other scripts: one that is read from right to left, and one without blanks between words.

const long = (text, count) => Array.from({ length: count }, () => text).join('');

/** Arabic: most of it from right to left, with parts in the other direction. */
export const ARABIC = {
  'site.toml':
    'title = "حديقة المعرفة"\nlanguage = "ar"\ncontent = "."\n[theme]\nfootnotes = "side"\ntrail = true\n[[lens]]\ntitle = "الرأس واليد"\nsides = ["نظرية", "عمل"]\n',
  'index.md': '# أهلاً\n\nابدأ من [[الكومة]] أو من [[English note]].\n',
  'الأحواض/الكومة.md': `---
created: 2024-03-02
tags: [تربة, عمل, السماد-العضوي-المنزلي]
aliases: [السماد]
---
الكومة ساخنة في الشتاء.[^1] انظر [[الري بالتنقيط]] و[[ملاحظة لم تكتب بعد]].

[^1]: نصف الحرارة من تحت.

## الحرارة والرطوبة

> [!note] تنبيه
> قلّبها كل أسبوع.

- [ ] أوراق
- [x] قشور
  - وما بينهما

| المادة | الكمية | ${long('عمود آخر | ', 5)}
|---|---|${long('---|', 5)}
| أوراق | ٣٠ | ${long('قيمة طويلة | ', 5)}

\`\`\`rust
fn main() { println!("${long('a long line ', 9)}"); }
\`\`\`

$$
${long('a_1 + ', 40)}b
$$

An English paragraph between two Arabic ones, with a note beside it.[^2]

[^2]: It is in English.

![[الري بالتنقيط]]
`,
  'الأحواض/الري بالتنقيط.md': `---\ncreated: 2025-03-02\ntags: [نظرية]\n---\nقطرة قطرة، كما في [[الكومة]].\n\n${long('كلمات كثيرة في سطر واحد. ', 60)}\n`,
  'English note.md': '---\nlang: en\ncreated: 2023-03-02\ntags: [عمل]\n---\nLeads to [[الكومة#الحرارة والرطوبة]].\n',
  ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`صفوف/صف طويل الاسم جداً رقم ${at}.md`, `بجانب [[الكومة]] في الصف ${at}.\n`])),
  'خطة.canvas': canvas('الكومة', 'ماء'),
};

/** Japanese: long runs without a blank, in titles, tags and texts. */
export const JAPANESE = {
  'site.toml': 'title = "知識の庭"\nlanguage = "ja"\ncontent = "."\n[theme]\nfootnotes = "side"\ntrail = true\n[[lens]]\ntitle = "頭と手"\nsides = ["理論", "実践"]\n',
  'index.md': '# ようこそ\n\n[[堆肥の作り方]]から始める。\n',
  '畑/堆肥の作り方.md': `---
created: 2024-03-02
tags: [土, 実践, ${long('とても長い名前の札', 4)}]
aliases: [コンポスト]
---
堆肥は冬でも温かい。[^1] [[${long('一度も切れない長い題名', 4)}]]と[[まだ書かれていない]]を見る。

[^1]: 葛󠄀城の人に聞いた。

## ${long('見出しも空白なしで長く続く', 4)}

> [!note] 注意
> 毎週切り返す。

- [ ] 葉
- [x] 皮
  - その間

| 材料 | 量 | ${long('列 | ', 5)}
|---|---|${long('---|', 5)}
| 葉 | 三十 | ${long('長い値が入る欄 | ', 5)}

\`\`\`rust
fn main() { println!("${long('長い行', 30)}"); }
\`\`\`

$$
${long('a_1 + ', 40)}b
$$

${long('空白のない文が続く。', 60)}
`,
  [`畑/${long('一度も切れない長い題名', 4)}.md`]: '---\ncreated: 2025-03-02\ntags: [理論]\n---\n[[堆肥の作り方]]に戻る。\n',
  ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`列/${long('名前の長い畝', 3)}第${at}.md`, `[[堆肥の作り方]]の隣の畝${at}。\n`])),
  '計画.canvas': canvas('堆肥', '水'),
};

function canvas(...texts) {
  const nodes = texts.map((text, at) => ({ id: `${at}`, type: 'text', text, x: 500 * at, y: 100 * at, width: 300, height: 120 }));
  return JSON.stringify({ nodes, edges: [{ id: 'e', fromNode: '0', toNode: '1', label: texts.join(' ') }] });
}
