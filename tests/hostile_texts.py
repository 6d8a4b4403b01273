"""Texts that people never write and programs stumble over: markup, controls, turned lines, halves of letters."""

from __future__ import annotations

# What stands in brackets, as mark-up of terminals, Markdown, HTML, regular expressions and our own reports does.
BRACKETED = (
    *("Plan [/abc]", "[số 72]", "[/]", "[", "]", "[]", "[[", "]]", "[[red]]", "[bold]Họp[/bold]"),
    *(
        "[red]",
        "[link=https://example.org]x[/link]",
        "[/red]",
        "[#ff0000]x",
        "[on red]x",
        "[@click]x",
    ),
    *("\\[red]", "[red\\]", "a[0]", "a[-1]", "[^1]", "[x](y)", "![x](y)", "- [ ] a", "- [x] a"),
    *("[1/2]", "[72-KH/BTGTU]", "[closed-day]", "[y/N]", "[c/K]", "[A-Z]+", "[:alpha:]", "[a, b]"),
    *(
        "{x}",
        "{0}",
        "{",
        "}",
        "{{x}}",
        "(a",
        "a)",
        "<b>[i]</b>",
        "[đỏ]",
        "[Điều 5]",
        "[]()",
        "[\n]",
    ),
)
# Controls, alone and in what steers a terminal; marks that turn a line or can't be seen.
STEERING = (
    *("\x00", "a\x00b", "\x07", "\x08\x08\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x9b31m"),
    *(
        "\x1b[31mHọp",
        "\x1b[2J",
        "\x1b[1A\x1b[2K",
        "\x1b]0;title\x07",
        "\x1b]8;;https://example.org\x07x",
    ),
    *(
        "\x1bP$q\x1b\\",
        "\x1b(0",
        "\x1bc",
        "\x1b[?25l",
        "\x1b[6n",
        "\x9d0;title\x9c",
        "\x84",
        "\x85",
        "\x8d",
    ),
    *(
        "\r",
        "done\rlate",
        "\n",
        "\r\n",
        "a\nb",
        "a\tb",
        "\u2028",
        "\u2029",
        "\x1c\x1d\x1e\x1f",
        "\ufeffHọp",
    ),
    *(
        "\u202eevil\u202c",
        "\u2066a\u2069",
        "\u200f",
        "\u061c",
        "a\u200bb",
        "a\u00adb",
        "\u2060",
        "\ufffe",
    ),
    *("%s%n", "${x}", "$(x)", "`x`", "'x'", '"x"', "\\n", "\\x1b[31m", "\\e[0m", "&#27;[31m"),
    *(
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "--help",
        "-",
        "|",
        "||",
        "* x",
        "# x",
        "> x",
        "1. x",
    ),
)
