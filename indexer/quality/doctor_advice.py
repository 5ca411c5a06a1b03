"""What to do about each kind of finding of the doctor."""

from __future__ import annotations

from engine.messages import translatable

ADVICE = {
    "no title": translatable(
        "`zhenwen articles --explain FILE` shows why; name the column with --map, or state it in the corrections."
    ),
    "no date": translatable(
        'Name the column with --map, or set the date of a folder in the corrections: match = {file = "FOLDER/*"}.'
    ),
    "future": translatable("Correct the column, or the date in the corrections; a wrong clock may be behind it."),
    "no text": translatable(
        "Look at the files: they may be menus or pictures, or another column has the text (--map body=COLUMN)."
    ),
    "unknown town": translatable(
        "They come from a column of your files: write them as in the gazetteer, or add them in the corrections."
    ),
    "silent source": translatable("See whether the files of this source still arrive."),
    "drop": translatable(
        "See whether files of this source are missing, or rejected: `zhenwen build` lists the reasons."
    ),
    "shrunk source": translatable(
        "Compare with the build before; `zhenwen rollback` goes back, --max-removed refuses such builds."
    ),
    "place without support": translatable(
        "Search for `town:PLACE`: if it is a word or another place, say so in the corrections."
    ),
    "crowded place": translatable(
        "Search for `town:PLACE`: if it is a word or another place, say so in the corrections."
    ),
    "repeated title": translatable(
        "They are often headings of columns: `zhenwen articles --explain FILE` shows where the title is from."
    ),
    "single source": translatable("Names that are one outlet can be joined in the corrections ([[source]] with also)."),
    "one sentence": translatable(
        "They are often captions, menus or cut files; look at them, and leave files out that have no articles."
    ),
    "wrong characters": translatable(
        "Save the files anew in their own encoding, or get them again; the index has what is in them."
    ),
    "unused correction": translatable("Correct or remove these rules: what they match is not there any more."),
}
