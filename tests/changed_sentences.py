"""What is said otherwise than in version 0.1.0: sentences, and the names of keys and codes.

`test_same_as_before` puts today's output back into the words of before by this table, and compares it with what was
recorded then. Whoever changes a sentence adds a row here; the test prints one that fits. `before_words` tells what a
row may hold. Rows work one after another, so that a longer sentence stands before the words it is made of.
"""

from __future__ import annotations

# How it is said today, and how it was said.
SENTENCES: list[tuple[str, str]] = [
    # ---------------------------------------------------------------- dates in Vietnamese
    ("{day:vi-last}", "{day:vi}"),
    (
        "lùi thời gian, nay từ ngày {a:vi} đến ngày {b:vi}, trước đó từ ngày {c:vi} đến ngày {d:vi}",
        "dời từ {c:vi} – {d:vi} sang {a:vi} – {b:vi}",
    ),
    ("lùi từ ngày {a:vi} đến ngày {b:vi}", "dời từ {a:vi} sang {b:vi}"),
    ("trong khoảng từ ngày {a:vi} đến ngày {b:vi}", "từ {a:vi} đến {b:vi}"),
    ("từ ngày {a:vi} đến ngày {b:vi}", "{a:vi} – {b:vi}"),
    ("Thời hạn: {due}", "hạn: {due}"),
    ("hạn: chậm nhất ngày {a:vi}", "hạn: {a:vi} hoặc sớm hơn"),
    ("không sớm hơn: từ ngày {a:vi} trở đi", "không sớm hơn: {a:vi} hoặc muộn hơn"),
    ("được chuyển về sau: {a:vi}", "dời về sau thành {a:vi}"),
    ("{rule:offset}: {a:vi}", "{rule:offset} là {a:vi}"),
    ("{rule:offset}: từ {a:vi} đến {b:vi}", "{rule:offset} là từ {a:vi} đến {b:vi}"),
    # ---------------------------------------------------------------- notices: new dates on closed days say so
    ("({n:number} working), closed day (Saturday); because", "({n:number} working); because"),
    ("settled, closed day (Saturday); because", "settled; because"),
    ("({n:number} ngày làm việc), ngày nghỉ hằng tuần; lý do", "({n:number} ngày làm việc); lý do"),
    ("đã xác định ngày, ngày nghỉ hằng tuần; lý do", "đã xác định ngày; lý do"),
    # ---------------------------------------------------------------- entries of feeds
    (
        "Chưa ấn định ngày; thời hạn nằm trong khoảng này.",
        "Ngày chưa ấn định; đây là khoảng ngày có thể rơi vào.",
    ),
    (
        "Tại thời điểm công bố, chưa xác định được thời hạn nào. "
        "Thời hạn sẽ được cập nhật khi ấn định ngày của sự kiện.",
        "Khi công bố, chưa ngày nào ở đây được biết. Các ngày sẽ xuất hiện khi sự kiện được ấn định.",
    ),
    ("Chưa xác định thời hạn: {plan}", "Chưa có ngày: {plan}"),
    (
        "chắc chắn đúng hạn nếu hoàn thành vào ngày {a:vi}",
        "chắc chắn đúng hạn nếu xong vào {a:vi}",
    ),
    ("phải chờ ấn định ngày của sự kiện", "phải chờ khi biết ngày của sự kiện"),
    ("còn chờ ấn định giờ của {items}", "đang chờ biết giờ của {items}"),
    ("còn chờ {items}", "đang chờ {items}"),
    ("đã hoàn thành ngày {a:vi}", "đã xong {a:vi}"),
    # ---------------------------------------------------------------- reasons
    ("quy tắc thời hạn của {item}", "quy tắc của {item}"),
    ("ngày tròn (không tính hai đầu)", "ngày trọn"),
    (
        "“trước” được hiểu là chậm nhất ngày liền trước (quy ước: không tính chính ngày đó)",
        "“trước” nghĩa là chậm nhất ngày liền trước (quy ước before: exclusive)",
    ),
    ("“ngay sau” được hiểu là trong cùng ngày", "“ngay” cho phép 0 ngày (quy ước immediately)"),
    (
        "“immediately” means on the same day (convention immediately)",
        "“immediately” leaves 0 days (convention immediately)",
    ),
    (
        "thời hạn rơi vào ngày nghỉ thì chuyển về sau (quy ước khi tính tới)",
        "ngày rơi vào ngày nghỉ thì dời về sau (quy ước roll_after)",
    ),
    (
        "thời hạn rơi vào ngày nghỉ thì chuyển về trước (quy ước khi tính lùi)",
        "ngày rơi vào ngày nghỉ thì dời về trước (quy ước roll_before)",
    ),
    (
        "thời hạn từ hai ngày trở lên phải có ít nhất {n:number} ngày làm việc",
        "thời hạn từ hai ngày trở lên có ít nhất {n:number} ngày làm việc (quy ước least_working_days)",
    ),
    ("ngày thứ Bảy {a:vi-day} là ngày nghỉ hằng tuần", "thứ Bảy {a:vi-day} là ngày nghỉ (Thứ Bảy)"),
    (
        "ngày Chủ nhật {a:vi-day} là ngày nghỉ hằng tuần",
        "Chủ nhật {a:vi-day} là ngày nghỉ (Chủ nhật)",
    ),
    ("ngày {a:vi} là ngày nghỉ ({day})", "{a:vi} là ngày nghỉ ({day})"),
    (
        "kế hoạch không quy định chuyển ngày nên giữ nguyên",
        "không có quy tắc dời nên ngày giữ nguyên",
    ),
    (
        "`{item:id}` đã ấn định: {when}; không đúng dự kiến: {rule}",
        "`{item:id}` được ấn định {when}, nhưng dự kiến {rule}",
    ),
    ("`{item:id}` đã ấn định: {when}", "`{item:id}` đã biết: {when}"),
    ("`{item:id}` chưa ấn định ngày", "`{item:id}` chưa biết ngày"),
    (
        "chưa rõ `{item:id}` kéo dài bao lâu, nên có thể kết thúc vào bất kỳ ngày nào kể từ ngày bắt đầu",
        "chưa biết `{item:id}` kéo dài bao lâu, nên có thể kết thúc vào bất kỳ ngày nào từ khi bắt đầu",
    ),
    ("không thể hoàn thành", "không thể xong"),
    ("phải hoàn thành chậm nhất", "phải xong chậm nhất"),
    (
        "chỉ được bắt đầu {n:number} ngày sau {when}",
        "chỉ được bắt đầu sau {when} {n:number} ngày",
    ),
    (
        "thời hạn chậm nhất là {n:number} tuần sau {when}",
        "hạn chậm nhất {n:number} tuần sau {when}",
    ),
    # ---------------------------------------------------------------- conflicts and their repairs
    (
        "trước ngày {a:vi} nhưng thời hạn là ngày {b:vi}: chênh {n:number} ngày",
        "trước {a:vi} nhưng hạn là {b:vi}: thiếu {n:number} ngày",
    ),
    ("expect {item} earlier by {n:number} days", "expect {item} sooner by {n:number} days"),
    (
        "shorten the minimum gap of {item} after {other} by {n:number} days",
        "let {item} come sooner after {other}, by {n:number} days",
    ),
    (
        "lengthen the maximum gap of {item} after {other} by {n:number} days",
        "let {item} end later after {other}, by {n:number} days",
    ),
    (
        "shorten the work of {item} by {n:number} days",
        "do the work of {item} in {n:number} days less",
    ),
    ("make {item} due later by {n:number} days", "let {item} be due later by {n:number} days"),
    (
        "make {item} begin earlier by {n:number} days",
        "let {item} begin sooner by {n:number} days",
    ),
    (
        "move the end of the known window of `{item:id}` later by {n:number} days",
        "let `{item:id}` be later by {n:number} days than is known of it",
    ),
    # ---------------------------------------------------------------- lints, defects and questions
    ("nothing depends on the event {item}", "nothing hangs from the event {item}"),
    ("`{item:id}`: “{rule}” lies outside", "`{item:id}` ({rule}) lies outside"),
    ("`{item:id}`: “{rule}” may lie outside", "`{item:id}` ({rule}) may lie outside"),
    ("`{item:id}`: “{rule}” may end before", "`{item:id}` ({rule}) may end before"),
    ("{item}: “{rule}” nằm ngoài giai đoạn", "{item} ({rule}) nằm ngoài giai đoạn"),
    ("có phải viết nhầm của {word}?", "có phải ý là {word}?"),
    ("có tính cả ngày {a:vi} không? {rest}", "{a:vi} có được tính không? {rest}"),
    ("the year isn't given", "the year isn't told"),
    ("kể từ ngày ban hành, là ngày {a:vi}", "kể từ ngày ban hành, {a:vi}"),
    # ---------------------------------------------------------------- changes and notices
    ("`{item:id}` isn't settled any more: {when}", "`{item:id}` is open again: {when}"),
    ("Thông báo điều chỉnh thời hạn – {unit} ({plan})", "{plan}: thay đổi đối với {unit}"),
    ("đã ấn định: {when}, trước đó chưa xác định", "đã ấn định: {when} (trước: chưa biết)"),
    ("đã ấn định: {when}, trước đó {was}", "đã ấn định: {when} (trước: {was})"),
    ("chưa xác định (chờ {items})", "chờ {items}"),
    ("đã xác định ngày; lý do: {why}", "đã rõ ngày; vì {why}"),
    ("lý do: {why}", "vì {why}"),
    ("chờ {event:title} → {day:vi}, đã rõ", "chờ {event:id} → {day:vi}, đã rõ"),
    # ---------------------------------------------------------------- errors
    ("has {n:number} problems", "has {n:number} troubles"),
]

# Keys, codes and formats of today, and those of before. The changelog lists them too.
NAMES: dict[str, str] = {
    "problems": "troubles",
    "dependency-cycle": "loop",
    "calendar-cycle": "calendar-loop",
    "relsched/error/2": "relsched/error/1",
    "relsched/verify/2": "relsched/verify/1",
    "relsched/conventions/2": "relsched/conventions/1",
    "relsched/phrase/2": "relsched/phrase/1",
    "relsched/whatif/2": "relsched/whatif/1",
}

# Keys that JSON didn't have before.
ADDED: frozenset[str] = frozenset(("remarks", "day_notes", "deadline_counts"))

# What is otherwise on purpose, and no sentence: the case, the run, the place, and why.
OTHERWISE: dict[tuple[str, str, str], str] = {
    ("errors", "document-undated", ""): "a plan may have no date of issue, so the rows are read",
    ("errors", "file-exists import", "[0].fix"): "names the option",
    ("errors", "horizon-form", "[0].fix"): "shows the dots of a range",
    ("errors", "known-form", "[0].fix"): "shows the whole option",
    ("errors", "known of nothing", "[0].value"): "a known date stands at its item",
    ("errors", "known of nothing", "[0].where"): "a known date stands at its item",
    ("errors", "known-form empty", "[0].why"): "says what a known date could say",
    ("errors", "lasts-form option", "[0].fix"): "shows the whole option",
    ("errors", "outside-horizon known", "[0].value"): "a known date stands at its item",
    ("errors", "outside-horizon known", "[0].where"): "a known date stands at its item",
    ("errors", "period-form week", "[0].what"): "names the week too",
    ("errors", "no known date", "[0].value"): "a known date stands at its item",
    ("errors", "no known date", "[0].where"): "a known date stands at its item",
    ("errors", "no unit of time", "[0].code"): "a unit of a plan keeps the code `unknown-unit`",
    (
        "errors",
        "timing-form date",
        "",
    ): "the words people use are read where they can mean one thing only",
    ("errors", "timing-form end", "[0].fix"): "offers what the words may mean",
    ("errors", "troubles", "[0].troubles[3].code"): "a unit of a plan keeps `unknown-unit`",
    ("errors", "timing-form same", ""): "the earlier of a point and itself is that point",
    **{
        (
            "errors",
            run,
            f"[0].{part}",
        ): "slips of the keyboard are told by kind, each with its line mended"
        for run, parts in (
            ("yaml-form", ("code", "why", "value", "fix", "where", "what")),
            ("yaml-form two-documents", ("fix",)),
            ("yaml-form key", ("fix",)),
            ("yaml-form colon", ("code", "value", "fix")),
            ("yaml-tab", ("value", "fix")),
        )
        for part in parts
    },
    ("errors", "unknown-unit", "[0].code"): "a unit of a plan keeps the code `unknown-unit`",
    ("errors", "profile", "[0].why"): "names the profiles there are",
    ("festival", "ledger: verify", "[0].components"): "counts what feeds show",
    ("founding", "ledger: verify", "[0].components"): "counts what feeds show",
    ("random-r116", "ledger: verify", "[0].components"): "counts what feeds show",
    ("random-r021", "resolve moved", "[0].conflicts[0].repairs"): "a change that didn't mend",
    ("random-r021", "why task-2", "[0].steps[3].text"): "says what is done, as it is another item",
    ("random-r200", "check", "[0].lints"): "what is done isn't due on a closed day",
    ("random-r200", "resolve", "[0].lints"): "what is done isn't due on a closed day",
}

# Runs in which a mended rule of reckoning reaches many places, by case and run; laws of their own hold what they say.
_KNOWN = "what is known narrows what it is expected from: feasibility/test_expectations.py"
_WORK = "work without a limit is due when it can be finished: schedule/test_planned_work.py"
RECKONED: dict[tuple[str, str], str] = {
    ("by-hand", "compare"): _WORK,
    ("by-hand", "resolve"): _WORK,
    ("random-r029", "resolve"): _WORK,
    ("random-r029", "whatif"): _WORK,
    ("random-r029", "why 2.8"): _WORK,
    ("random-r046", "resolve"): _WORK,
    ("random-r055", "check"): _WORK,
    ("random-r055", "check table"): _WORK,
    ("random-r055", "resolve"): _WORK,
    ("random-r055", "why task-0"): _WORK,
    ("random-r096", "conventions"): _WORK,
    ("random-r096", "resolve"): _WORK,
    ("random-r096", "resolve moved"): _WORK,
    ("random-r116", "check"): _KNOWN,
    ("random-r116", "ledger: show"): _KNOWN,
    ("random-r116", "ledger: show 2"): _KNOWN,
    ("random-r116", "ledger: show on a day"): _KNOWN,
    ("random-r116", "resolve"): _KNOWN,
}
