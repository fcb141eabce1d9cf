#!/bin/sh
# Makes default/fonts/stix-two-math-2.12.woff2 from the whole font (SIL Open Font License 1.1).
# Needs npm, and pyftsubset of fonttools with brotli. The name holds the version of the font: sites let
# browsers keep it for ever.
set -eu
cd "$(dirname "$0")"
whole=$(mktemp -d)
npm pack --silent --pack-destination "$whole" @fontsource/stix-two-math@5.3.0
tar xzf "$whole"/*.tgz -C "$whole"

# Letters of Europe, Greek, signs that TeX has names for, and the alphabets of mathematics without
# those that hardly anyone sets: bold script, bold Fraktur, bold and slanted sans-serif.
signs="U+0020-007E,U+00A0-00FF,U+0131,U+0237,U+02C6-02C7,U+02D8-02DD,U+0300-030C,U+0331-0338,U+0391-03D6,\
U+03DC-03DD,U+03F0-03F6,U+2010-2026,U+2032-2037,U+203E,U+2044,U+2057,U+2061-2064,U+FE00-FE01,U+20D0-20EF,U+2100-214F,\
U+2190-21FF,U+2200-22FF,U+2300-230B,U+231C-231F,U+2322-2323,U+2329-232A,U+239B-23B9,U+23DC-23E1,\
U+25A0-25A1,U+25B2-25C3,U+25CA-25CB,U+25CF,U+25EF,U+2605-2606,U+2660-2667,U+266D-266F,U+2713,U+2720,\
U+27C2,U+27E6-27EF,U+27F5-27FF,U+2985-2986,U+29B8,U+29EB,U+29F5,U+2A00-2A0F,U+2A3F,U+2A74-2A76,\
U+2A7D-2A7E,U+2A85-2A8C,U+2A95-2A96,U+2AAF-2AB0,U+2AB3-2ABA,U+2AC5-2AC6,U+2ACB-2ACC,U+1D400-1D4CF,\
U+1D504-1D56B,U+1D5A0-1D5D3,U+1D670-1D755,U+1D7CE-1D7E1"

mkdir -p default/fonts
pyftsubset "$whole/package/files/stix-two-math-latin-400-normal.woff2" --unicodes="$signs" --flavor=woff2 \
  --layout-features=ccmp,ssty,dtls,flac,mark,mkmk,locl --no-hinting --notdef-outline \
  --name-IDs=0,1,2,3,4,5,6,13,14 --output-file=default/fonts/stix-two-math-2.12.woff2
cp "$whole/package/LICENSE" default/fonts/OFL.txt
rm -r "$whole"
