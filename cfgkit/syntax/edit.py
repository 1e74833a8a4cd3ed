"""Edits: from blocks to new blocks that differ only in the lines that the edit names.

Every new line is read back with the grammar before it is accepted, and every seam is made by `_extended`,
so that the blocks of an edited Document are the ones that its bytes would parse to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cfgkit.display import visible
from cfgkit.errors import AddressError, EditError
from cfgkit.syntax import placement
from cfgkit.syntax.grammar import Block, Segment, grammar, last_piece
from cfgkit.syntax.line import Kind, Line, parts, section_name
from cfgkit.syntax.lookup import Where, block_indices, commented_hits, lines_of, live_hits, the_one
from cfgkit.syntax.placement import Spot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cfgkit.syntax.dialect import Dialect
    from cfgkit.syntax.encoding import Encoding
    from cfgkit.syntax.lookup import Hit

_BREAKS: Final = "\r\n\0"
_BOM: Final = "\ufeff"
_FIRST_EOL: Final = re.compile(r"\r\n|[\r\n]")


@dataclass(frozen=True, slots=True)
class Editor:
    """The edits of one Document's blocks; each gives new blocks, or the same ones if nothing changes."""

    blocks: tuple[Block, ...]
    codec: Encoding
    dialect: Dialect

    def set(self, where: Where, value: str) -> tuple[Block, ...]:
        """Change a live setting's value, or add the setting."""
        hits = live_hits(self.blocks, self.dialect, where)
        if not hits and where.nth is None:
            self._check_value(where, value)
            return self._add(where, value)
        hit = the_one(hits, where, "live")
        if hit.line.value == value:
            return self.blocks
        self._check_value(where, value)
        start = parts(Kind.SETTING, hit.line.raw).value_start
        raw = hit.line.raw[:start] + value + hit.line.raw[start + len(hit.line.value) :]
        return self._rewrite(hit, hit.line._replace(raw=raw, value=value))

    def remove(self, where: Where) -> tuple[Block, ...]:
        """Take the setting's line out."""
        hit = the_one(live_hits(self.blocks, self.dialect, where), where, "live")
        return self._replace_line(hit, "")

    def comment_out(self, where: Where) -> tuple[Block, ...]:
        """Put a `;` in front of the setting."""
        hit = the_one(live_hits(self.blocks, self.dialect, where), where, "live")
        return self._rewrite(hit, hit.line._replace(kind=Kind.COMMENTED, raw=f";{hit.line.raw}"))

    def uncomment(self, where: Where) -> tuple[Block, ...]:
        """Take the comment mark off."""
        live = live_hits(self.blocks, self.dialect, Where(where.section, where.key))
        if live:
            raise EditError(f"{where} is live already", help=f"cfgkit set FILE '{where}=VALUE' changes it")
        hit = the_one(commented_hits(self.blocks, self.dialect, where), where, "commented-out")
        return self._rewrite(hit, hit.line._replace(kind=Kind.SETTING, raw=hit.line.raw[1:]))

    def describe(self, where: Where, texts: Sequence[str], *, live: bool) -> tuple[Block, ...]:
        """Put other comment lines in the place of those that stand right above a setting."""
        hits = (live_hits if live else commented_hits)(self.blocks, self.dialect, where)
        hit = the_one(hits, where, "live" if live else "commented-out")
        block = self.blocks[hit.block]
        above, spot = placement.comments_above(block, self.dialect, hit.line)
        if [line.raw.rstrip("\r\n") for line in above] == [*texts]:
            return self.blocks
        for text in texts:
            if set(text) & set(_BREAKS):
                raise EditError("a comment line holds a line break or NUL", help="a line is one line")
            self._check_encodable("a comment line", text)
        self._read_back_comments(section_name(block.header), texts)
        upper, _ = _cut(block, above[0].before if above else spot)
        _, lower = _cut(block, spot)
        eol = self._eol_below((*self.blocks[: hit.block], upper))
        segments = grammar().segments("".join(f"{text}{eol}" for text in texts))
        return (*self.blocks[: hit.block], _extended(_extended(upper, segments), lower), *self.blocks[hit.block + 1 :])

    def rename_key(self, where: Where, new_key: str) -> tuple[Block, ...]:
        """Change the setting's key."""
        hit = the_one(live_hits(self.blocks, self.dialect, where), where, "live")
        if new_key == hit.line.key:
            return self.blocks
        _check_key(new_key)
        others = live_hits(self.blocks, self.dialect, Where(where.section, new_key))
        if any((other.block, other.line.segment) != (hit.block, hit.line.segment) for other in others):
            raise EditError(f"{Where(where.section, new_key)} is live already", help="remove one of the two first")
        found = parts(Kind.SETTING, hit.line.raw)
        raw = hit.line.raw[: found.key_start] + new_key + hit.line.raw[found.key_end :]
        return self._rewrite(hit, hit.line._replace(raw=raw, key=new_key))

    def respell(self, texts: Mapping[int, str]) -> tuple[Block, ...]:
        """Write the lines of live settings anew, by line number."""
        number, blocks = 1, []
        for block in self.blocks:
            lines = lines_of(block, self.dialect, number)
            number += len(lines)
            body = list(block.body)
            for line in lines:
                if line.kind is Kind.SETTING and line.number in texts:
                    body[line.segment] = self._respelled(section_name(block.header), line, texts[line.number])
            blocks.append(Block(block.header, tuple(body)) if body != list(block.body) else block)
        return tuple(blocks) if any(a is not b for a, b in zip(blocks, self.blocks, strict=True)) else self.blocks

    def _respelled(self, section: str, line: Line, text: str) -> Segment:
        value = parts(Kind.SETTING, text).value
        self._check_encodable(str(Where(section, line.key)), text)
        self._read_back(section, line._replace(raw=text + line.eol, value=value))
        return Segment("SETTING", text + line.eol)

    def insert(self, after: int, texts: Sequence[str]) -> tuple[Block, ...]:
        """Add lines below the one of that number."""
        index, spot = placement.below_line(self.blocks, self.dialect, after)
        if not texts:
            return self.blocks
        for text in texts:
            if set(text) & set(_BREAKS):
                raise EditError("a new line holds a line break or NUL", help="a line is one line")
            self._check_encodable("a new line", text)
        self._read_back_all(section_name(self.blocks[index].header), texts)
        return self._insert(index, spot, texts)

    def add_section(self, name: str) -> tuple[Block, ...]:
        """Add an empty section."""
        header = f"[{name}]"
        if not name or set(name) & set(_BREAKS + "]") or section_name(header) != name:
            raise EditError(f"{name!r} can't be a section name", help="no ], line break or NUL, and not empty")
        self._check_encodable(f"section {name!r}", name)
        if block_indices(self.blocks, name):
            raise EditError(f"section [{visible(name)}] exists already")
        index, spot = placement.for_new_section(self.blocks, self.dialect, name)
        upper, lower = _cut(self.blocks[index], spot)
        self._check_trailer(upper.header, lower)
        eol = self._eol_below((*self.blocks[:index], upper))
        ended = self._ended((*self.blocks[:index], upper), eol)
        if last_piece(ended) and not self._ends_with_blank(ended[-1]):
            ended = (*ended[:-1], _extended(ended[-1], (Segment("TRIVIA", eol),)))
        at_end = not lower and index == len(self.blocks) - 1
        new = Block(header + ("" if at_end and not self._final_newline() else eol), ())
        return (*ended, _extended(new, lower), *self.blocks[index + 1 :])

    def remove_section(self, name: str, section_nth: int | None) -> tuple[Block, ...]:
        """Take a section out, from its header to its last setting and the comment that clings to it."""
        found = [index for index in block_indices(self.blocks, name, section_nth) if index]
        if not found:
            raise AddressError(f"no section [{visible(name)}]", help="cfgkit show FILE lists what is there")
        if len(found) > 1:
            raise AddressError(
                f"{len(found)} sections are called [{visible(name)}]",
                help="name one of them: " + ", ".join(f"{visible(name)}[{n + 1}]" for n in range(len(found))),
            )
        index = found[0]
        block = self.blocks[index]
        _, rest = _cut(block, placement.for_section_below(block, self.dialect, last=False))
        self._check_trailer(block.header, rest)
        before = self.blocks[index - 1]
        return (*self.blocks[: index - 1], _extended(before, rest), *self.blocks[index + 1 :])

    def _add(self, where: Where, value: str) -> tuple[Block, ...]:
        _check_key(where.key)
        self._check_encodable(str(where), where.key)
        indices = block_indices(self.blocks, where.section, where.section_nth)
        if len(indices) > 1:
            raise AddressError(
                f"{len(indices)} sections are called [{visible(where.section)}]",
                help="name one of them: "
                + ", ".join(f"{visible(where.section)}[{n + 1}]" for n in range(len(indices))),
            )
        if not indices:
            if where.section_nth is not None:
                raise AddressError(f"no section {visible(where.section)}[{where.section_nth}]")
            return replace(self, blocks=self.add_section(where.section)).set(where, value)
        index = indices[0]
        twins = [hit for hit in commented_hits(self.blocks, self.dialect, where) if hit.block == index]
        block = self.blocks[index]
        marker = placement.above_marker(placement.placed_lines(block, self.dialect), self.dialect)
        behind = [
            line.after for line in marker if twins and line.before == Spot(twins[-1].line.segment, twins[-1].line.start)
        ]
        spot = behind[0] if behind else placement.for_setting(block, self.dialect)
        raw = f"{where.key}{self._equals_sign(index)}{value}"
        self._read_back(where.section, Line(Kind.SETTING, 1, raw, where.key, value))
        return self._insert(index, spot, [raw])

    def _insert(self, index: int, spot: Spot, texts: Sequence[str]) -> tuple[Block, ...]:
        upper, lower = _cut(self.blocks[index], spot)
        eol = self._eol_below((*self.blocks[:index], upper))
        ended = self._ended((*self.blocks[:index], upper), eol)
        at_end = not lower and not last_piece(self.blocks[index + 1 :])
        is_unended = at_end and not self._final_newline()
        if is_unended and not texts[-1]:
            raise EditError("an empty last line would have to be ended, and the file's last line is not")
        lines = eol.join(texts) + ("" if is_unended else eol)
        block = _extended(_extended(ended[-1], grammar().segments(lines)), lower)
        return (*ended[:-1], block, *self.blocks[index + 1 :])

    def _rewrite(self, hit: Hit, line: Line) -> tuple[Block, ...]:
        self._check_encodable(str(Where(hit.section, line.key)), line.raw)
        self._read_back(hit.section, line)
        return self._replace_line(hit, line.raw)

    def _read_back(self, section: str, line: Line) -> None:
        """Refuse a line that would not read back as what it is meant to be."""
        block = Block(f"[{section}]" if section else "", grammar().segments(line.raw))
        found = [one for one in lines_of(block, self.dialect) if one.kind is not Kind.HEADER]
        if [(one.kind, one.key, one.value) for one in found] != [(line.kind, line.key, line.value)]:
            wanted = "a commented-out setting" if line.kind is Kind.COMMENTED else "that setting"
            raise EditError(f"the line for {Where(section, line.key)} would not read back as {wanted}")

    def _read_back_all(self, section: str, texts: Sequence[str]) -> None:
        """Refuse lines that would read back as anything but settings, comments and blank lines of that section."""
        first, *others = grammar().blocks("\n".join(texts))
        found = lines_of(Block(f"[{section}]" if section else "", first.body), self.dialect)
        if others or any(line.kind is Kind.UNREADABLE or self.dialect.is_marker(line.raw) for line in found):
            raise EditError("a new line would read back as no setting, comment or blank line")

    def _read_back_comments(self, section: str, texts: Sequence[str]) -> None:
        """Refuse lines that would read back as anything but prose."""
        first, *others = grammar().blocks("".join(f"{text}\n" for text in texts))
        found = lines_of(Block(f"[{section}]" if section else "", first.body), self.dialect)
        prose = [line for line in found if line.kind is not Kind.HEADER]
        if others or any(line.kind is not Kind.COMMENT or self.dialect.is_marker(line.raw) for line in prose):
            raise EditError(
                "a line would read back as a setting or a blank line, not as a comment",
                help="begin it with ; and a blank",
            )

    def _replace_line(self, hit: Hit, raw: str) -> tuple[Block, ...]:
        block = self.blocks[hit.block]
        text = block.body[hit.line.segment].text
        changed = text[: hit.line.start] + raw + text[hit.line.start + len(hit.line.raw) :]
        upper = _extended(Block(block.header, block.body[: hit.line.segment]), grammar().segments(changed))
        changed_block = _extended(upper, block.body[hit.line.segment + 1 :])
        return (*self.blocks[: hit.block], changed_block, *self.blocks[hit.block + 1 :])

    def _ended(self, blocks: tuple[Block, ...], eol: str) -> tuple[Block, ...]:
        """The blocks with their very last line ended, so that another can follow."""
        if all(piece.endswith(("\n", "\r")) for piece in last_piece(blocks)):
            return blocks
        last = blocks[-1]
        if not last.body:
            return (*blocks[:-1], Block(last.header + eol, ()))
        type_, text = last.body[-1]
        return (*blocks[:-1], Block(last.header, (*last.body[:-1], Segment(type_, text + eol))))

    def _check_trailer(self, header: str, segments: tuple[Segment, ...]) -> None:
        """Refuse to give settings below the marker line another section than those above it."""
        lines = lines_of(Block(header, segments), self.dialect)
        if any(line.kind not in (Kind.HEADER, Kind.BLANK, Kind.COMMENT) for line in lines):
            raise EditError(f"psadmin's marker line stands between the settings of [{visible(section_name(header))}]")

    def _ends_with_blank(self, block: Block) -> bool:
        lines = placement.placed_lines(block, self.dialect)
        return bool(lines) and lines[-1].kind is Kind.BLANK

    def _final_newline(self) -> bool:
        return all(piece.endswith(("\n", "\r")) for piece in last_piece(self.blocks))

    def _eol_below(self, blocks: tuple[Block, ...]) -> str:
        """The line ending for a new line below these blocks: that of the line above it, else the file's."""
        above = "".join(last_piece(blocks))
        return next((eol for eol in ("\r\n", "\n", "\r") if above.endswith(eol)), self._default_eol())

    def _default_eol(self) -> str:
        """The line ending of the first line that has one, else LF."""
        for block in self.blocks:
            for piece in (block.header, *[segment.text for segment in block.body]):
                found = _FIRST_EOL.search(piece)
                if found:
                    return found.group()
        return "\n"

    def _equals_sign(self, index: int) -> str:
        """`=` with the blanks round it that the section's last setting has, else the file's last one."""
        for block in (self.blocks[index], *reversed(self.blocks)):
            for segment in reversed(block.body):
                if segment.type == "SETTING":
                    found = parts(Kind.SETTING, segment.text)
                    return segment.text[found.key_end : found.value_start] if found.value else "="
        return "="

    def _check_value(self, where: Where, value: str) -> None:
        if set(value) & set(_BREAKS):
            raise EditError(f"the value for {where} holds a line break or NUL", help="a value is one line")
        if value[:1] in {" ", "\t"}:
            raise EditError(
                f"the value for {where} begins with a blank",
                help="blanks behind = are spacing: leave it away",
            )
        self._check_encodable(str(where), value)

    def _check_encodable(self, what: str, text: str) -> None:
        try:
            self.codec.encode(text)
        except UnicodeEncodeError as error:
            raise EditError(
                f"character {error.start + 1} of the text for {what} can't be written as {self.codec.name}",
                help="the file keeps its encoding: use another spelling",
            ) from None


def _check_key(key: str) -> None:
    if not key or key != key.strip(" \t") or set(key) & set(_BREAKS + "=") or key[0] in f"[;#{_BOM}":
        raise EditError(
            f"{key!r} can't be a key",
            help="no = or line break, no [ ; or # in front, no blanks round it, not empty",
        )


def _cut(block: Block, spot: Spot) -> tuple[Block, tuple[Segment, ...]]:
    """The block up to the spot, and the segments behind it."""
    upper, lower = block.body[: spot.segment], block.body[spot.segment :]
    if spot.offset:
        type_, text = lower[0]
        upper = (*upper, Segment(type_, text[: spot.offset]))
        lower = (Segment(type_, text[spot.offset :]), *lower[1:])
    return Block(block.header, upper), lower


def _extended(block: Block, segments: tuple[Segment, ...]) -> Block:
    """The block with more segments at its end; runs of trivia at the seam are made one.

    Raises:
        EditError: a CR above and an LF below the seam would become one line ending.
    """
    if not segments:
        return block
    above = last_piece((block,))
    if above and above[0].endswith("\r") and segments[0].text.startswith("\n"):
        raise EditError("the line ending above (CR) and the one below (LF) would become one")
    if block.body and block.body[-1].type == segments[0].type == "TRIVIA":
        seam = Segment("TRIVIA", block.body[-1].text + segments[0].text)
        return Block(block.header, (*block.body[:-1], seam, *segments[1:]))
    return Block(block.header, block.body + segments)
