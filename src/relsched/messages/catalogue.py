"""The sentences of messages and reports, each in English and in Vietnamese, by their keys.

Both languages have every key, which a test holds.
"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "due": ("due {dates}", "hạn: {dates}"),
    "begins": ("begins {dates}", "bắt đầu: {dates}"),
    "ends": ("ends {dates}", "kết thúc: {dates}"),
    "not before": ("not before {dates}", "không sớm hơn: {dates}"),
    "between": ("between {first} and {last}", "từ {first} đến {last}"),
    "since": ("{first} or later", "{first} hoặc muộn hơn"),
    "until": ("{last} or earlier", "{last} hoặc sớm hơn"),
    "unknown": ("not known yet", "chưa biết"),
    "no date": ("no date", "không có ngày"),
    "safe": ("safe on {day}, whatever happens", "chắc chắn đúng hạn nếu xong vào {day}"),
    "not safe": (
        "no date is safe yet: it must be triggered when the event is known",
        "chưa có ngày nào chắc chắn: phải chờ khi biết ngày của sự kiện",
    ),
    "done": ("done on {day}", "đã xong {day}"),
    "phrase": ("the document says: “{phrase}”", "văn bản ghi: “{phrase}”"),
    "phrase row": (
        "the document says, row {row}: “{phrase}”",
        "văn bản ghi ở mục {row}: “{phrase}”",
    ),
    "phrase in": ("{document} says: “{phrase}”", "{document} ghi: “{phrase}”"),
    "phrase in row": (
        "{document} says, row {row}: “{phrase}”",
        "{document} ghi ở mục {row}: “{phrase}”",
    ),
    "rule": ("the rule of {item}: {rule}", "quy tắc của {item}: {rule}"),
    "known": ("{item} is known: {dates}", "{item} đã biết: {dates}"),
    "known by": ("{item} is known: {dates} ({by})", "{item} đã biết: {dates} ({by})"),
    "follows absent": (
        "{item} follows an item that isn't in {source}, so nothing is known of it",
        "{item} theo một mục không có trong {source}, nên chưa biết ngày",
    ),
    "follows cancelled": (
        "{item} follows an item that was called off in {source}, so nothing is known of it",
        "{item} theo một mục đã bị hủy trong {source}, nên chưa biết ngày",
    ),
    "follows tentative": (
        "{item} is only tentative in {source}; its days there are taken as a window",
        "{item} trong {source} mới là dự kiến; các ngày ở đó được lấy làm khoảng",
    ),
    "follows open": (
        "{item} follows {source}, which has no date yet",
        "{item} theo {source}, mục này chưa có ngày",
    ),
    "follows conflict": (
        "{item} follows {source}, whose dates contradict one another",
        "{item} theo {source}, mục này có các ngày mâu thuẫn nhau",
    ),
    "expected": ("{item} is expected {rule}: {dates}", "{item} dự kiến {rule}: {dates}"),
    "undecided": ("{item} isn't known yet", "{item} chưa biết ngày"),
    "decided by": ("{unit} decides it", "do {unit} quyết định"),
    "length unknown": (
        "how long {item} lasts isn't known, so it may end on any day from its start",
        "chưa biết {item} kéo dài bao lâu, nên có thể kết thúc vào bất kỳ ngày nào từ khi bắt đầu",
    ),
    "length": ("{item} lasts {days}", "{item} kéo dài {days}"),
    "step": ("{point} is {dates}", "{point} là {dates}"),
    "roll": (
        "{day} is closed ({reason}); rolled {roll}, it is {dates}",
        "{day} là ngày nghỉ ({reason}); dời {roll} thành {dates}",
    ),
    "closed": (
        "{day} is closed ({reason}); no roll is set, so the date stays",
        "{day} là ngày nghỉ ({reason}); không có quy tắc dời nên ngày giữ nguyên",
    ),
    "skipped": ("not counted, because closed: {days}", "không tính vì là ngày nghỉ: {days}"),
    "swapped": ("{day} counts ({reason})", "{day} có tính ({reason})"),
    "convention before exclusive": (
        "“before” leaves the day before as the last (convention before: exclusive)",
        "“trước” nghĩa là chậm nhất ngày liền trước (quy ước before: exclusive)",
    ),
    "convention before inclusive": (
        "“before” allows the day itself (convention before: inclusive)",
        "“trước” tính cả chính ngày đó (quy ước before: inclusive)",
    ),
    "convention after exclusive": (
        "“after” begins on the next day (convention after: exclusive)",
        "“sau” bắt đầu từ ngày kế tiếp (quy ước after: exclusive)",
    ),
    "convention after inclusive": (
        "“after” begins on the day itself (convention after: inclusive)",
        "“sau” tính cả chính ngày đó (quy ước after: inclusive)",
    ),
    "convention counting calendar": (
        "the day counted from isn't counted itself",
        "không tính ngày được lấy làm mốc",
    ),
    "convention counting clear days": (
        "clear days: neither the day counted from nor the day reached is counted",
        "ngày trọn: không tính cả ngày mốc lẫn ngày đến hạn",
    ),
    "convention rolled": (
        "a date on a closed day rolls {roll} (convention {name})",
        "ngày rơi vào ngày nghỉ thì dời {roll} (quy ước {name})",
    ),
    "convention least": (
        "a term of two days or more holds at least {days} that are worked"
        " (convention least_working_days)",
        "thời hạn từ hai ngày trở lên có ít nhất {days} làm việc (quy ước least_working_days)",
    ),
    "convention immediately": (
        "“immediately” leaves {offset} (convention immediately)",
        "“ngay” cho phép {offset} (quy ước immediately)",
    ),
    "waits for": ("it waits for {item}", "đang chờ {item}"),
    "waits for the time": ("it waits for the time of {item}", "đang chờ biết giờ của {item}"),
    "waiting for": ("waits for {items}", "chờ {items}"),
    "after": ("it may begin only after {item}", "chỉ được bắt đầu sau {item}"),
    "after gap": (
        "it may begin only {gap} after {item}",
        "chỉ được bắt đầu sau {item} {gap}",
    ),
    "after most": ("it is due at most {gap} after {item}", "hạn chậm nhất {gap} sau {item}"),
    "after start start": (
        "it may begin only when {item} begins",
        "chỉ được bắt đầu khi {item} bắt đầu",
    ),
    "after start start gap": (
        "it may begin only {gap} after {item} begins",
        "chỉ được bắt đầu sau khi {item} bắt đầu {gap}",
    ),
    "after start start most": (
        "it must begin at most {gap} after {item} begins",
        "phải bắt đầu chậm nhất {gap} sau khi {item} bắt đầu",
    ),
    "after finish finish": (
        "it can't be finished before {item}",
        "không thể xong trước {item}",
    ),
    "after finish finish gap": (
        "it can't be finished sooner than {gap} after {item}",
        "không thể xong sớm hơn {gap} sau {item}",
    ),
    "after finish finish most": (
        "it must be finished at most {gap} after {item}",
        "phải xong chậm nhất {gap} sau {item}",
    ),
    "after start finish": (
        "it can't be finished before {item} begins",
        "không thể xong trước khi {item} bắt đầu",
    ),
    "after start finish gap": (
        "it can't be finished sooner than {gap} after {item} begins",
        "không thể xong sớm hơn {gap} sau khi {item} bắt đầu",
    ),
    "after start finish most": (
        "it must be finished at most {gap} after {item} begins",
        "phải xong chậm nhất {gap} sau khi {item} bắt đầu",
    ),
    "gap": (
        "the clock skips {time} on that day; the first moment after it is meant",
        "đồng hồ bỏ qua {time} trong ngày đó; lấy thời điểm đầu tiên sau đó",
    ),
    "fold": (
        "the clock shows {time} twice on that day; the earlier is meant",
        "đồng hồ chỉ {time} hai lần trong ngày đó; lấy lần đầu",
    ),
    "conflict empty": (
        "{item} can't begin before {first}, but is due by {last}: short by {days}",
        "{item} không thể bắt đầu trước {first} nhưng hạn là {last}: thiếu {days}",
    ),
    "conflict expected": (
        "{item} is known to be {dates}, but was expected {rule}",
        "{item} được ấn định {dates}, nhưng dự kiến {rule}",
    ),
    "conflict unfinished": (
        "{item} can't be finished before {first}, but is due by {last}: short by {days}",
        "{item} không thể xong trước {first} nhưng hạn là {last}: thiếu {days}",
    ),
    "conflict each case": (
        "{items} can't be met, whatever happens: short by at least {days}",
        "{items} không thể thực hiện trong mọi trường hợp: thiếu ít nhất {days}",
    ),
    "conflict together": (
        "{items} can't all be met, whatever happens: short by at least {days}",
        "{items} không thể cùng thực hiện trong mọi trường hợp: thiếu ít nhất {days}",
    ),
    "conflict expectations": (
        "what is expected of {items} can't all hold",
        "dự kiến về {items} không thể cùng đúng",
    ),
    "conflict expectations short": (
        "what is expected of {items} can't all hold: short by {days}",
        "dự kiến về {items} không thể cùng đúng: thiếu {days}",
    ),
    "conflict never": (
        "{items} can't be met, however many days later it were due",
        "{items} không thể thực hiện, dù lùi hạn bao nhiêu ngày",
    ),
    "conflict never together": (
        "{items} can't all be met, however many days later one of them were due",
        "{items} không thể cùng thực hiện, dù lùi hạn một mục bao nhiêu ngày",
    ),
    "conflict possible": (
        "{item} can't be met in some cases: short by up to {days}",
        "{item} không thể thực hiện trong một số trường hợp: thiếu đến {days}",
    ),
    "conflict possible unknown": (
        "{item} can't be met in some cases",
        "{item} không thể thực hiện trong một số trường hợp",
    ),
    "conflict counted": (
        "so it is in {some} of {of} cases",
        "xảy ra trong {some} trên {of} trường hợp",
    ),
    "conflict bounds only": (
        "decided from bounds alone: there are too many cases to go through each",
        "chỉ xét theo khoảng ngày: có quá nhiều trường hợp để xét từng trường hợp",
    ),
    "conflict members": (
        "these {number} can't all hold:",
        "{number} điều sau không thể cùng đúng:",
    ),
    "conflict adds": (
        "without what is marked + it would be short by {days}",
        "không có các điều đánh dấu + thì thiếu {days}",
    ),
    "conflict short": (
        "short by {days}, {working} of them open ({calendar})",
        "thiếu {days}, trong đó có {working} ngày làm việc ({calendar})",
    ),
    "conflict repair": ("fix: {repair}", "cách xử lý: {repair}"),
    "conflict repairs": ("What would mend it:", "Cách xử lý:"),
    "conflict others": ("others that may move: {number}", "mục khác có thể dời theo: {number}"),
    "conflict breaks": ("then in conflict: {items}", "khi đó sẽ vướng: {items}"),
    "case start sure": ("if {item} begins {dates}", "nếu {item} bắt đầu {dates}"),
    "case start some": (
        "in some cases, if {item} begins {dates}",
        "trong một số trường hợp, nếu {item} bắt đầu {dates}",
    ),
    "case end sure": ("if {item} ends {dates}", "nếu {item} kết thúc {dates}"),
    "case end some": (
        "in some cases, if {item} ends {dates}",
        "trong một số trường hợp, nếu {item} kết thúc {dates}",
    ),
    "member expected": ("{item} is expected {rule}", "{item} dự kiến {rule}"),
    "member done": ("{item} was done on {day}", "{item} đã xong {day}"),
    "member takes": ("the work of {item} takes {offset}", "{item} cần {offset} để thực hiện"),
    "so start earliest": (
        "so {item} begins {day} at the earliest",
        "nên {item} bắt đầu sớm nhất {day}",
    ),
    "so start latest": (
        "so {item} begins {day} at the latest",
        "nên {item} bắt đầu muộn nhất {day}",
    ),
    "so end earliest": (
        "so {item} ends {day} at the earliest",
        "nên {item} kết thúc sớm nhất {day}",
    ),
    "so end latest": ("so {item} ends {day} at the latest", "nên {item} kết thúc muộn nhất {day}"),
    "so begin earliest": (
        "so {item} can begin {day} at the earliest",
        "nên {item} sớm nhất {day} mới bắt đầu được",
    ),
    "so begin latest": (
        "so {item} must begin {day} at the latest",
        "nên {item} phải bắt đầu muộn nhất {day}",
    ),
    "so due earliest": (
        "so {item} can be done {day} at the earliest",
        "nên {item} sớm nhất {day} mới xong được",
    ),
    "so due latest": (
        "so {item} is due {day} at the latest",
        "nên {item} phải xong muộn nhất {day}",
    ),
    "repair known later": (
        "move {item} later by {days}: {dates}",
        "dời {item} muộn hơn {days}: {dates}",
    ),
    "repair known earlier": (
        "move {item} earlier by {days}: {dates}",
        "dời {item} sớm hơn {days}: {dates}",
    ),
    "repair window later": (
        "let {item} be later by {days} than is known of it",
        "cho phép {item} muộn hơn {days} so với khoảng đã biết",
    ),
    "repair window sooner": (
        "let {item} be sooner by {days} than is known of it",
        "cho phép {item} sớm hơn {days} so với khoảng đã biết",
    ),
    "repair when later": ("let {item} be due later by {days}", "lùi hạn của {item} thêm {days}"),
    "repair when sooner": (
        "let {item} begin sooner by {days}",
        "cho phép {item} bắt đầu sớm hơn {days}",
    ),
    "repair when due sooner": (
        "let {item} be due sooner by {days}",
        "đưa hạn của {item} sớm hơn {days}",
    ),
    "repair when all sooner": (
        "let {item} begin and be due sooner by {days}",
        "cho phép {item} bắt đầu và đến hạn sớm hơn {days}",
    ),
    "repair after later": (
        "let {item} end later after {other}, by {days}",
        "nới thời gian tối đa từ {other} đến {item} thêm {days}",
    ),
    "repair after sooner": (
        "let {item} come sooner after {other}, by {days}",
        "rút ngắn thời gian {item} phải chờ {other} đi {days}",
    ),
    "repair after due sooner": (
        "let {item} end sooner after {other}, by {days}",
        "rút ngắn thời gian tối đa từ {other} đến {item} đi {days}",
    ),
    "repair after all sooner": (
        "let {item} come and end sooner after {other}, by {days}",
        "rút ngắn thời gian tối thiểu và tối đa từ {other} đến {item} đi {days}",
    ),
    "repair expected later": (
        "expect {item} later by {days}",
        "dự kiến {item} muộn hơn {days}",
    ),
    "repair expected sooner": (
        "expect {item} sooner by {days}",
        "dự kiến {item} sớm hơn {days}",
    ),
    "repair lasts": (
        "change the length of {item} by {days}",
        "thay đổi số ngày của {item}: {days}",
    ),
    "repair takes": ("do the work of {item} in {days} less", "rút ngắn việc {item} đi {days}"),
    "lint closed day": (
        "{item} is due on {day}, a closed day ({reason})",
        "{item} đến hạn vào {day}, là ngày nghỉ ({reason})",
    ),
    "lint outside phase": (
        "{item} ({timing}) lies outside its phase “{phase}” ({span})",
        "{item} ({timing}) nằm ngoài giai đoạn “{phase}” ({span})",
    ),
    "lint maybe outside phase": (
        "{item} ({timing}) may lie outside its phase “{phase}” ({span}), as with {case}",
        "{item} ({timing}) có thể nằm ngoài giai đoạn “{phase}” ({span}), chẳng hạn khi {case}",
    ),
    "lint reversed": (
        "{item} ({timing}) ends before it begins",
        "{item} ({timing}) kết thúc trước khi bắt đầu",
    ),
    "lint maybe reversed": (
        "{item} ({timing}) may end before it begins, as with {case}",
        "{item} ({timing}) có thể kết thúc trước khi bắt đầu, chẳng hạn khi {case}",
    ),
    "lint zero slack": (
        "{items} are steps of one matter, all on the day of {anchor}: none leaves time for another",
        "{items} là các bước của một việc, cùng vào ngày {anchor}: không bước nào có thời gian",
    ),
    "lint duplicate": (
        "{items} have the same title and the same timing: are they one?",
        "{items} trùng nội dung và thời hạn: có phải một việc?",
    ),
    "lint overlap": (
        "{items} have like titles and the same timing: do they overlap?",
        "{items} có nội dung gần giống và cùng thời hạn: có chồng chéo không?",
    ),
    "lint never binds": (
        "{item}: “{rule}” never decides anything, because of “{other}”",
        "{item}: “{rule}” không bao giờ có tác dụng, vì đã có “{other}”",
    ),
    "lint undeclared event": (
        "{item} (“{title}”) is named by a timing, and isn't among the events: who decides it?",
        "{item} (“{title}”) có trong thời hạn nhưng chưa được khai báo trong events: ai quyết định?",
    ),
    "lint unused event": (
        "nothing hangs from the event {item}",
        "không mục nào tính theo sự kiện {item}",
    ),
    "lint undecided event": (
        "{item} isn't known or expected, and nobody is named who decides it",
        "{item} chưa biết ngày, không có dự kiến và không ghi ai quyết định",
    ),
    "edit renamed": ("{item}: renamed {new}", "{item}: đổi mã thành {new}"),
    "edit deleted": ("{item}: deleted", "{item}: bị xóa"),
    "edit added": ("{item}: added: {new}", "{item}: thêm mới: {new}"),
    "edit changed": ("{item}: {name}: {old} → {new}", "{item}: {name}: {old} → {new}"),
    "edit nothing": ("nothing", "không có"),
    "edit moves": ("dates that move:", "những ngày thay đổi:"),
    "edit no moves": ("no date moves", "không ngày nào thay đổi"),
    "edit asked": ("Write this into {file}?", "Ghi thay đổi này vào {file}?"),
    "edit written": ("{file} is written", "đã ghi {file}"),
    "edit rewritten": (
        "{file} is written anew: its comments and layout are lost",
        "đã ghi lại toàn bộ {file}: mất ghi chú và cách trình bày",
    ),
    "edit would rewrite": (
        "the file would be written anew, without its comments and layout",
        "tệp sẽ được ghi lại toàn bộ, mất ghi chú và cách trình bày",
    ),
    "edit not": ("nothing was written", "chưa ghi gì"),
    "edit known": ("from now on: {known}", "từ nay dùng: {known}"),
    "column id": ("id", "mã"),
    "column title": ("what", "nội dung"),
    "column due": ("when", "thời hạn"),
    "column safe": ("safe", "an toàn"),
    "column status": ("status", "trạng thái"),
    "column lead": ("who", "chủ trì"),
    "column waits": ("waits for", "đang chờ"),
    "status settled": ("settled", "đã rõ ngày"),
    "status windowed": ("windowed", "trong khoảng"),
    "status waiting": ("waiting", "đang chờ"),
    "status done": ("done", "đã xong"),
    "status conflict": ("conflict", "mâu thuẫn"),
    "continuous": ("continuously", "thường xuyên, liên tục"),
    "continuous until": ("continuously until {dates}", "thường xuyên, liên tục đến {dates}"),
    "continuous from": ("continuously from {dates}", "thường xuyên, liên tục từ {dates}"),
    "repeated": ("repeatedly", "định kỳ"),
    "repeated until": ("repeatedly until {dates}", "định kỳ đến {dates}"),
    "repeated from": ("repeatedly from {dates}", "định kỳ từ {dates}"),
    "support": ("with {units}", "phối hợp: {units}"),
    "lead": ("led by {unit}", "chủ trì: {unit}"),
    "place sheet": ("sheet {name}", "trang tính {name}"),
    "place page": ("page {number}", "trang {number}"),
    "place table": ("table {number}", "bảng {number}"),
    "place paragraph": ("paragraph {number}", "đoạn {number}"),
    "place line": ("line {number}", "dòng {number}"),
    "place row": ("row {number}", "hàng {number}"),
    "place column": ("column {name}", "cột {name}"),
    "defect no timing": ("{item} has no date or time", "{item} không ghi thời gian"),
    "defect no lead": ("nobody leads {item}", "{item} không có đơn vị chủ trì"),
    "defect several leads": (
        "{count} units lead {item}; the first is taken: {names}",
        "{item} có {count} đơn vị chủ trì; lấy đơn vị đầu: {names}",
    ),
    "defect shared timing": (
        "one cell says when for {items}",
        "một ô thời gian dùng chung cho {items}",
    ),
    "defect one cell for several": (
        "one cell holds what belongs to {items}; each was given one line of it",
        "một ô ghi chung cho {items}; mỗi mục được nhận một dòng",
    ),
    "defect number twice": (
        "the number {number} stands twice; the first is at {other}",
        "số thứ tự {number} bị trùng; số trước ở {other}",
    ),
    "defect number missing": (
        "before {item} the numbers leave out {numbers}",
        "trước {item} thiếu số thứ tự {numbers}",
    ),
    "defect number elsewhere": (
        "{number} stands in the row of {other}",
        "{number} nằm trong hàng của {other}",
    ),
    "defect spelt two ways": (
        "“{rare}” stands {times} times and “{often}” {count} times: are both the same document?",
        "“{rare}” xuất hiện {times} lần, “{often}” {count} lần: có phải cùng một văn bản?",
    ),
    "defect numeral": (
        "“{rare}” stands once, where “{often}” stands {count} times: is {often} meant?",
        "“{rare}” xuất hiện một lần, còn “{often}” {count} lần: có phải ý là {often}?",
    ),
    "defect limit in text": (
        "the running text names a limit, of which no deadline was made: “{text}”",
        "phần lời văn có nêu thời hạn, chưa được lập thành mục: “{text}”",
    ),
    "defect wrong ending": (
        "{file} is {kind}, whatever its ending says",
        "{file} thực ra là {kind}, không như phần đuôi tên tệp",
    ),
    "defect encoding": (
        "the text isn't in UTF-8; it was read as {encoding}",
        "văn bản không dùng UTF-8; đã đọc theo bảng mã {encoding}",
    ),
    "defect table without timing": (
        "the table has no column that says when; it wasn't read",
        "bảng không có cột thời gian; không đọc",
    ),
    "defect tracked changes": (
        "changes are tracked and not yet accepted; insertions were read, deletions weren't",
        "văn bản còn thay đổi chưa chấp nhận; đã đọc phần thêm, bỏ phần xóa",
    ),
    "defect hidden sheet": ("the sheet is hidden; it wasn't read", "trang tính bị ẩn; không đọc"),
    "defect formula without result": (
        "a formula has no stored result; its cell was read as empty",
        "công thức chưa có kết quả lưu lại; ô được coi là trống",
    ),
    "assumed": (
        "The date isn't fixed yet; this is the span in which it may fall.",
        "Ngày chưa ấn định; đây là khoảng ngày có thể rơi vào.",
    ),
    "roll following": ("forward", "về sau"),
    "roll preceding": ("back", "về trước"),
    "roll nearest": ("to the nearest open day", "đến ngày làm việc gần nhất"),
    "roll modified following": ("forward within its month", "về sau trong tháng"),
    "roll modified preceding": ("back within its month", "về trước trong tháng"),
    "kind deadline": ("deadline", "thời hạn"),
    "kind open": ("no end", "không có hạn cuối"),
    "kind window": ("window", "khoảng ngày"),
    "kind span": ("all of the time", "suốt thời gian"),
    "kind duty": ("duty", "thường xuyên"),
    "kind recurring": ("recurring", "định kỳ"),
    "kind delegated": ("set elsewhere", "theo văn bản khác"),
    "kind done": ("done", "đã xong"),
    "import summary": (
        "{document}: rows {rows}, deadlines {deadlines}, events {events}",
        "{document}: {rows} mục, {deadlines} thời hạn, {events} sự kiện",
    ),
    "defect outside phase": (
        "{item} ({timing}) isn't in its phase “{phase}” ({span})",
        "{item} ({timing}) nằm ngoài giai đoạn “{phase}” ({span})",
    ),
    "defect no part number": (
        "{items} have no sub-number, as other rows have",
        "{items} không có số tiểu mục như các mục khác",
    ),
    "import head changes": ("Changes", "Thay đổi"),
    "import head questions": ("To decide", "Cần quyết định"),
    "import head unread": ("Unread words", "Chữ chưa đọc được"),
    "import head defects": ("Defects of the document", "Lỗi của văn bản"),
    "import head choices": ("Choices made", "Cách hiểu đã chọn"),
    "import head events": ("Events", "Sự kiện"),
    "import column item": ("Item", "Mục"),
    "import column place": ("Place", "Vị trí"),
    "import column text": ("Remark", "Nội dung"),
    "import main": (
        "the main event is “{title}”, which {count} timings name",
        "sự kiện chính là “{title}”, có trong {count} thời hạn",
    ),
    "import one event": (
        "these names are taken for one event: {names}",
        "các tên này được hiểu là một sự kiện: {names}",
    ),
    "import home": (
        "the calendar {calendar} and the time zone {zone} are taken from the language",
        "lịch {calendar} và múi giờ {zone} lấy theo ngôn ngữ",
    ),
    "import phase": (
        "when does the phase “{title}” begin and end?",
        "giai đoạn “{title}” bắt đầu và kết thúc khi nào?",
    ),
    "import not read": ("when is “{text}”?", "“{text}” là khi nào?"),
    "import not said": (
        "when is it due? the document doesn't say",
        "hạn là khi nào? văn bản không ghi",
    ),
    "import begin alone": (
        "when is it due? only its beginning was read",
        "hạn là khi nào? chỉ đọc được lúc bắt đầu",
    ),
    "import begin": (
        "how does the beginning “{text}” go with the timing?",
        "lúc bắt đầu “{text}” đi với thời hạn thế nào?",
    ),
    "import done when": ("on which day was it done?", "đã xong vào ngày nào?"),
    "import delegated": (
        "another document sets the date: which day is it?",
        "văn bản khác quy định thời gian: là ngày nào?",
    ),
    "import no date": (
        "when is it due? “{timing}” can't be dated: {why}",
        "hạn là khi nào? “{timing}” không tính được ngày: {why}",
    ),
    "import asked": ("{text}", "{text}"),
    "import words": ("what do these words say? “{text}”", "những chữ này nói gì? “{text}”"),
    "import is it dropped": (
        "the document no longer has it: is it dropped?",
        "văn bản không còn mục này: có bỏ không?",
    ),
    "import added": ("{item} is new: {after}", "{item} là mục mới: {after}"),
    "import changed": (
        "{item} said “{before}” and now says “{after}”",
        "{item} trước ghi “{before}”, nay ghi “{after}”",
    ),
    "import vanished": (
        "{item} is no longer in the document: “{before}”",
        "{item} không còn trong văn bản: “{before}”",
    ),
    "import differs": (
        "{item} stays with {before}; the document names {after}",
        "{item} giữ {before}; văn bản ghi {after}",
    ),
    "import new event": ("new event {item}: {after}", "sự kiện mới {item}: {after}"),
    "reading or": ("or", "hoặc"),
    "reading note": ("note: {text}", "lưu ý: {text}"),
    "reading question": ("to ask: {text}", "cần hỏi: {text}"),
    "reading event": ("new event `{id}`: {title}", "sự kiện mới `{id}`: {title}"),
    "reading unread": ("unread: {text}", "chưa đọc: {text}"),
    "reading nothing": ("nothing was read", "không đọc được thời hạn nào"),
    "phrase month end": (
        "is {day} itself still allowed? “before” leaves it out, custom often includes it",
        "{day} có được tính không? “trước” là không tính, nhưng thường được hiểu là có",
    ),
    "phrase third": (
        "is it any day from {first} to {last}, or the day {day}, as the Civil Code says?",
        "là một ngày bất kỳ từ {first} đến {last}, hay đúng {day} theo Bộ luật Dân sự?",
    ),
    "phrase year": (
        "the year isn't told: the next such day from the date of the plan, {day}",
        "không ghi năm: lấy ngày gần nhất kể từ ngày ban hành, {day}",
    ),
    "phrase month": (
        "the month isn't told: the next such day from the date of the plan, {day}",
        "không ghi tháng: lấy ngày gần nhất kể từ ngày ban hành, {day}",
    ),
    "phrase month year": (
        "the year isn't told: {year}, counted from the date of the plan",
        "không ghi năm: lấy năm {year}, tính từ ngày ban hành",
    ),
    "phrase from issue": (
        "counted from the date of the plan: {day}",
        "tính từ ngày ban hành: {day}",
    ),
    "phrase now": ("counted from the date of the plan", "tính từ ngày ban hành"),
    "phrase needs issue": (
        "the date of the plan isn't known, so it can't be counted from",
        "chưa biết ngày ban hành nên không tính được",
    ),
    "phrase main": (
        "the event isn't named: {event} is meant, the plan's main event",
        "không nêu sự kiện: hiểu là {event}, sự kiện chính của kế hoạch",
    ),
    "phrase no main": (
        "the event isn't named, and the plan has no main event",
        "không nêu sự kiện, và kế hoạch không có sự kiện chính",
    ),
    "phrase no direction": (
        "“before” or “after” is missing: “after” is meant",
        "thiếu chữ “trước” hoặc “sau”: hiểu là “sau”",
    ),
    "phrase which direction": ("is it before or after?", "trước hay sau?"),
    "phrase no such day": (
        "there is no day {day}",
        "không có ngày {day}",
    ),
    "phrase turned": (
        "{last} comes before {first}",
        "{last} đứng trước {first}",
    ),
    "phrase weekday": (
        "{day} isn't that weekday: which of the two holds?",
        "{day} không phải thứ đó: lấy ngày hay lấy thứ?",
    ),
    "phrase day or month": (
        "which number is the day and which the month?",
        "số nào là ngày, số nào là tháng?",
    ),
    "phrase lunar": (
        "a day of the lunar calendar: {day}",
        "ngày âm lịch, là {day} dương lịch",
    ),
    "phrase holiday": (
        "a public holiday ({country}): {day}",
        "ngày lễ ({country}): {day}",
    ),
    "phrase no holiday": (
        "the holiday isn't in the calendar ({country}) of that year",
        "ngày lễ không có trong lịch ({country}) của năm đó",
    ),
    "phrase event alone": (
        "is it the first day of {event}, all of it, or by then?",
        "là ngày đầu của {event}, suốt thời gian đó, hay chậm nhất đến lúc đó?",
    ),
    "phrase midnight": ("until the end of that day", "đến hết ngày đó"),
    "phrase half month": ("half a month is 15 days", "nửa tháng là 15 ngày"),
    "phrase smaller binds": (
        "of two amounts the smaller is the limit",
        "trong hai mức, mức nhỏ hơn là hạn cuối",
    ),
    "phrase about": ("“about” is taken as exact", "“khoảng” được hiểu là đúng số đó"),
    "phrase day nought": (
        "is the first day of the event day 0 or day 1?",
        "ngày đầu của sự kiện là ngày 0 hay ngày 1?",
    ),
    "phrase no marks": (
        "written without diacritics, so another word could be meant",
        "viết không dấu, nên có thể là từ khác",
    ),
    "phrase misprint": ("read in spite of a misprint", "đọc được dù có lỗi chính tả"),
    "phrase as per": ("see also: {document}", "xem thêm: {document}"),
    "phrase later": ("more will be announced", "sẽ có thông báo thêm"),
    "phrase planned": ("planned: {timing}", "dự kiến: {timing}"),
    "phrase printed": (
        "a date is printed beside the offset: the printed date is taken",
        "có ngày ghi kèm khoảng thời gian: lấy ngày đã ghi",
    ),
    "phrase bracket": (
        "which holds, `{first}` or `{second}`?",
        "lấy `{first}` hay `{second}`?",
    ),
    "float item": ("item", "mục"),
    "float earliest": ("at the earliest", "sớm nhất"),
    "float latest": ("at the latest", "muộn nhất"),
    "float total": ("float", "dự trữ"),
    "float free": ("free float", "dự trữ riêng"),
    "float driven by": ("driven by", "phụ thuộc vào"),
    "float days": ("{days} ({working} working)", "{days} ({working} ngày làm việc)"),
    "float critical chain": ("critical chain: {chain}", "chuỗi tới hạn: {chain}"),
    "float chain": ("what drives it: {chain}", "chuỗi quyết định: {chain}"),
    "float no chain": (
        "no deadline is critical: each can slip, or nothing bounds it",
        "không thời hạn nào tới hạn: mục nào cũng còn dự trữ hoặc chưa bị giới hạn",
    ),
    "float window": ("{item} can lie in: {dates}", "{item} có thể diễn ra: {dates}"),
    "float short": (
        "less than no float, see `relsched check`: {items}",
        "dự trữ âm, xem `relsched check`: {items}",
    ),
    "whatif candidate": ("candidate", "phương án"),
    "whatif as it is": ("as it is known", "như hiện biết"),
    "whatif until": ("ends {day}", "kết thúc {day}"),
    "whatif conflicts": ("conflicts", "mâu thuẫn"),
    "whatif past": (
        "{item} would be due on {due}, before {day}",
        "{item} có hạn {due}, trước ngày {day}",
    ),
    "whatif count past": ("past", "đã qua"),
    "whatif closed": ("due on closed days", "hạn vào ngày nghỉ"),
    "whatif closed days": ("own closed days", "diễn ra vào ngày nghỉ"),
    "whatif moved": ("moved", "phải dời"),
    "whatif days moved": ("days moved", "tổng số ngày dời"),
    "whatif unusable": ("it can't be used: {why}", "không dùng được: {why}"),
    "whatif reason conflicts": ("in conflict, {number}: {items}", "mâu thuẫn, {number}: {items}"),
    "whatif reason no conflicts": ("nothing is in conflict", "không có mâu thuẫn"),
    "whatif reason past": ("already past, {number}: {items}", "đã qua, {number}: {items}"),
    "whatif reason no past": ("nothing is past", "không có thời hạn nào đã qua"),
    "whatif reason closed": (
        "due on closed days, {number}: {items}",
        "hạn vào ngày nghỉ, {number}: {items}",
    ),
    "whatif reason no closed": (
        "nothing is due on a closed day",
        "không có hạn nào vào ngày nghỉ",
    ),
    "whatif reason days": (
        "closed days among its own: {days}",
        "trong đó diễn ra vào ngày nghỉ: {days}",
    ),
    "whatif reason moved": (
        "deadlines that move: {number}, by {days} in all",
        "số thời hạn phải dời: {number}, tổng cộng {days}",
    ),
    "whatif reason better": (
        "better than {dates} in “{criterion}”: {mine} against {theirs}",
        "tốt hơn {dates} ở tiêu chí “{criterion}”: {mine} so với {theirs}",
    ),
    "whatif reason tie": (
        "other candidates that are as good: {number}",
        "số phương án khác tốt ngang: {number}",
    ),
    "whatif best": ("best: {dates}", "tốt nhất: {dates}"),
    "whatif holding": (
        "{plan}: everything holds for {holding} of {count} candidates",
        "{plan}: {holding} trên {count} phương án đáp ứng tất cả",
    ),
    "whatif anyway conflicts": (
        "in conflict whichever is taken: {items}",
        "mâu thuẫn dù chọn phương án nào: {items}",
    ),
    "whatif anyway past": (
        "past whichever is taken: {items}",
        "đã qua dù chọn phương án nào: {items}",
    ),
    "whatif anyway closed": (
        "on a closed day whichever is taken: {items}",
        "vào ngày nghỉ dù chọn phương án nào: {items}",
    ),
    "whatif feasible": (
        "{item} can begin so that everything holds on:",
        "{item} có thể bắt đầu mà đáp ứng tất cả vào:",
    ),
    "whatif not feasible": (
        "{item} can't begin on any of these days so that everything holds",
        "{item} không thể bắt đầu vào ngày nào trong số này mà đáp ứng tất cả",
    ),
    "whatif nearest": ("the least is wrong with {dates}:", "ít vướng nhất là {dates}:"),
    "whatif before": ("not on {day}, before: {why}", "ngày trước, {day}, không được: {why}"),
    "whatif after": ("not on {day}, after: {why}", "ngày sau, {day}, không được: {why}"),
    "whatif not asked": ("not asked about", "không hỏi đến"),
    "whatif legend": (
        "★ best, ✗ doesn't hold, ~ something on a closed day",
        "★ tốt nhất, ✗ không đáp ứng, ~ có ngày rơi vào ngày nghỉ",
    ),
    "alternative before inclusive": (
        "“before” a day includes that day",
        "“trước” một ngày tính cả chính ngày đó",
    ),
    "alternative before exclusive": (
        "“before” a day ends with the day before",
        "“trước” một ngày là chậm nhất ngày liền trước",
    ),
    "alternative after inclusive": (
        "“after” a day begins on that day",
        "“sau” một ngày tính cả chính ngày đó",
    ),
    "alternative after exclusive": (
        "“after” a day begins on the next day",
        "“sau” một ngày bắt đầu từ ngày kế tiếp",
    ),
    "alternative immediately same day": (
        "“immediately” means on the same day",
        "“ngay sau” là trong cùng ngày",
    ),
    "alternative immediately next day": (
        "“immediately” leaves one day",
        "“ngay sau” cho phép thêm một ngày",
    ),
    "alternative clear days": (
        "days are clear days: the day reached isn't counted either",
        "ngày là ngày trọn: không tính cả ngày đến hạn",
    ),
    "alternative calendar days": (
        "days aren't clear days: the day reached is counted",
        "ngày không phải ngày trọn: có tính ngày đến hạn",
    ),
    "alternative clear months": (
        "more than the months or years named: one day further",
        "hơn số tháng, số năm đã nêu: xa thêm một ngày",
    ),
    "alternative opening counted": (
        "counting back, the day counted from is the first",
        "đếm lùi thì ngày mốc là ngày thứ nhất",
    ),
    "alternative closing counted": (
        "counting on, the day counted from is the first",
        "đếm tới thì ngày mốc là ngày thứ nhất",
    ),
    "alternative working days": ("days are working days", "ngày là ngày làm việc"),
    "alternative thirty day months": (
        "a month is 30 days, a year 365",
        "một tháng là 30 ngày, một năm là 365 ngày",
    ),
    "alternative roll none": (
        "a due date on a closed day stays",
        "hạn rơi vào ngày nghỉ thì giữ nguyên",
    ),
    "alternative roll back": (
        "a due date on a closed day rolls back",
        "hạn rơi vào ngày nghỉ thì dời về trước",
    ),
    "alternative roll forward": (
        "a due date on a closed day rolls forward",
        "hạn rơi vào ngày nghỉ thì dời về sau",
    ),
    "alternative roll outward": (
        "a due date on a closed day rolls on in the direction of counting",
        "hạn rơi vào ngày nghỉ thì dời tiếp theo chiều đếm",
    ),
    "alternative week starts monday": ("weeks start on Monday", "tuần bắt đầu từ thứ Hai"),
    "alternative week starts sunday": ("weeks start on Sunday", "tuần bắt đầu từ Chủ nhật"),
    "alternative within phases": (
        "windows, duties and what repeats stay within their phase",
        "khoảng thời gian và việc thường xuyên, định kỳ nằm trong giai đoạn của mình",
    ),
    "alternative named": ("everything counted as in {name}", "đếm tất cả theo {name}"),
    "column counted": ("counted otherwise", "nếu tính khác"),
    "column now": ("now", "hiện nay"),
    "column then": ("then", "khi đó"),
    "column days": ("moves by", "chênh lệch"),
    "cause known": ("{name}: {before} → {after}", "{name}: {before} → {after}"),
    "cause known new": ("{name} is fixed: {after}", "{name} đã ấn định: {after}"),
    "cause known gone": (
        "{name} isn't fixed any more (it was {before})",
        "{name} không còn ấn định (trước là {before})",
    ),
    "cause event moved": (
        "{name} moved from {before} to {after}",
        "{name} dời từ {before} sang {after}",
    ),
    "cause event settled": (
        "{name} is fixed: {after} (before: {before})",
        "{name} đã ấn định: {after} (trước: {before})",
    ),
    "cause event unsettled": (
        "{name} is open again: {after} (before: {before})",
        "{name} lại chưa rõ ngày: {after} (trước: {before})",
    ),
    "cause event narrowed": (
        "{name} is narrowed: {after} (before: {before})",
        "{name} thu hẹp: {after} (trước: {before})",
    ),
    "cause event widened": (
        "{name} is widened: {after} (before: {before})",
        "{name} nới rộng: {after} (trước: {before})",
    ),
    "cause pinned": (
        "{name} is fixed from outside: {after} (before: {before})",
        "{name} được ấn định riêng: {after} (trước: {before})",
    ),
    "cause pinned new": (
        "{name} is fixed from outside: {after}",
        "{name} được ấn định riêng: {after}",
    ),
    "cause pinned gone": (
        "{name} follows its rule again (it was fixed: {before})",
        "{name} lại theo quy tắc (trước ấn định riêng: {before})",
    ),
    "cause done": (
        "{name} was done on {after} (before: {before})",
        "{name} xong ngày {after} (trước: {before})",
    ),
    "cause done new": ("{name} was done on {after}", "{name} đã xong ngày {after}"),
    "cause done gone": (
        "{name} isn't done any more (it was, on {before})",
        "{name} lại chưa xong (trước: xong ngày {before})",
    ),
    "cause rule": (
        "the rule of {name}: “{before}” → “{after}”",
        "quy tắc của {name}: “{before}” → “{after}”",
    ),
    "cause rule new": ("{name} has a rule now: “{after}”", "{name} nay có quy tắc: “{after}”"),
    "cause rule gone": (
        "{name} has no rule any more (it was “{before}”)",
        "{name} không còn quy tắc (trước là “{before}”)",
    ),
    "cause after": (
        "what {name} waits for: {before} → {after}",
        "{name} phải chờ: {before} → {after}",
    ),
    "cause takes": (
        "the time that {name} takes: {before} → {after}",
        "thời gian làm {name}: {before} → {after}",
    ),
    "cause conventions": (
        "how {name} is counted: {before} → {after}",
        "cách đếm của {name}: {before} → {after}",
    ),
    "cause expected": (
        "{name} is expected: {before} → {after}",
        "{name} dự kiến: {before} → {after}",
    ),
    "cause lasts": ("{name} lasts: {before} → {after}", "{name} kéo dài: {before} → {after}"),
    "cause parts": (
        "the parts of {name}: {before} → {after}",
        "các phần của {name}: {before} → {after}",
    ),
    "cause names": ("{name} has other names", "{name} có tên gọi khác"),
    "cause decided by": (
        "who decides {name}: {before} → {after}",
        "ai quyết định {name}: {before} → {after}",
    ),
    "cause setting": (
        "the plan's {name}: {before} → {after}",
        "{name} của kế hoạch: {before} → {after}",
    ),
    "cause calendar": (
        "the working calendar {name} has other days",
        "lịch làm việc {name} có ngày khác",
    ),
    "cause added": ("new in the plan: {name}", "mới trong kế hoạch: {name}"),
    "cause removed": ("out of the plan: {name}", "bỏ khỏi kế hoạch: {name}"),
    "cause edited": ("edited: {name}", "sửa: {name}"),
    "change moved": ("moved", "dời ngày"),
    "change settled": ("settled", "đã rõ ngày"),
    "change unsettled": ("open again", "lại chưa rõ ngày"),
    "change narrowed": ("narrowed", "thu hẹp"),
    "change widened": ("widened", "nới rộng"),
    "change added": ("new", "mới"),
    "change removed": ("called off", "bị hủy"),
    "change done": ("done", "đã xong"),
    "change reopened": ("to be done again", "phải làm lại"),
    "change pinned": ("fixed from outside", "ấn định riêng"),
    "change unpinned": ("by its rule again", "lại theo quy tắc"),
    "change edited": ("edited", "sửa lời văn"),
    "change unmoved": ("its dates stay", "ngày giữ nguyên"),
    "change frozen": ("stays", "giữ nguyên"),
    "flag late": ("now late", "nay bị trễ"),
    "flag past": ("already past", "đã qua"),
    "flag conflict": ("in conflict", "mâu thuẫn"),
    "compare head": (
        "{plan}: {counts}; unchanged: {unchanged}",
        "{plan}: {counts}; không đổi: {unchanged}",
    ),
    "compare none": (
        "{plan}: no deadline changed; unchanged: {unchanged}",
        "{plan}: không thời hạn nào thay đổi; không đổi: {unchanged}",
    ),
    "compare plan": ("The plan", "Kế hoạch"),
    "compare events": ("Events", "Sự kiện"),
    "compare added": ("New", "Mới"),
    "compare removed": ("Called off", "Bị hủy"),
    "compare done": ("Done", "Đã xong"),
    "compare reopened": ("To be done again", "Phải làm lại"),
    "compare pinned": ("Fixed from outside", "Ấn định riêng"),
    "compare unpinned": ("By their rule again", "Lại theo quy tắc"),
    "compare edited": ("Edited", "Sửa lời văn"),
    "compare unmoved": ("With the same dates", "Ngày giữ nguyên"),
    "compare one": ("{count} deadline", "{count} thời hạn"),
    "compare many": ("{count} deadlines", "{count} thời hạn"),
    "compare later": ("{days} later", "muộn hơn {days}"),
    "compare earlier": ("{days} earlier", "sớm hơn {days}"),
    "compare working": ("{days} ({count} working)", "{days} ({count} ngày làm việc)"),
    "compare by rule": (
        "stays; its rule gives {after} now (before: {before})",
        "giữ nguyên; theo quy tắc nay là {after} (trước: {before})",
    ),
    "compare opened": ("open now: {days}", "nay là ngày làm việc: {days}"),
    "compare closed": ("closed now: {days}", "nay là ngày nghỉ: {days}"),
    "compare more": ("{count} more", "và {count} nữa"),
    "compare nothing": ("nothing", "không có"),
    "compare untried": (
        "so much was changed that not every cause was tried",
        "thay đổi quá nhiều nên không thử từng nguyên nhân",
    ),
    "field kind": ("kind", "loại"),
    "field title": ("title", "tên"),
    "field when": ("rule", "quy tắc"),
    "field lead": ("lead", "chủ trì"),
    "field support": ("support", "phối hợp"),
    "field phase": ("phase", "giai đoạn"),
    "field after": ("waits for", "phải chờ"),
    "field takes": ("takes", "thời gian làm"),
    "field conventions": ("counting", "cách đếm"),
    "field remind": ("reminders", "nhắc trước"),
    "field source": ("source", "nguồn"),
    "field notes": ("notes", "ghi chú"),
    "field expected": ("expected", "dự kiến"),
    "field lasts": ("lasts", "kéo dài"),
    "field parts": ("parts", "các phần"),
    "field aliases": ("other names", "tên gọi khác"),
    "field decided by": ("decided by", "ai quyết định"),
    "field follows": ("follows", "lấy ngày theo"),
    "column change": ("change", "thay đổi"),
    "notice why": ("; because {why}", "; vì {why}"),
    "notice head": (
        "{plan}: what changes for {unit}",
        "{plan}: thay đổi đối với {unit}",
    ),
    "publish again": (
        "revision {number} would be published again",
        "phiên bản {number} sẽ được công bố lại",
    ),
    "publish dropped": (
        "the known date {known} is left out: the plan has no such item any more",
        "bỏ ngày đã biết {known}: kế hoạch không còn mục này",
    ),
    "publish first": (
        "the first revision: {count} deadlines ({told})",
        "phiên bản đầu tiên: {count} thời hạn ({told})",
    ),
    "publish asked": ("Publish this?", "Công bố nội dung này?"),
    "publish done": (
        "revision {number} of {plan} is published; its hash is {hash}",
        "đã công bố phiên bản {number} của {plan}; mã băm là {hash}",
    ),
    "publish nothing": (
        "nothing has changed; revision {number} stands",
        "không có gì thay đổi; phiên bản {number} vẫn giữ nguyên",
    ),
    "publish follower": (
        "{plan} follows it: publish that again too, so that its dates come along",
        "{plan} phụ thuộc vào kế hoạch này: hãy công bố lại kế hoạch đó để ngày tháng đi theo",
    ),
    "publish not": ("nothing was published", "chưa công bố gì"),
    "column revision": ("rev", "phiên bản"),
    "column published": ("published", "công bố lúc"),
    "column by": ("by", "người thực hiện"),
    "column reason": ("reason", "lý do"),
    "column known": ("known dates", "ngày đã biết"),
    "revision of": (
        "revision {number}, published {at} by {by}",
        "phiên bản {number}, {by} công bố lúc {at}",
    ),
    "index subscribe": ("subscribe", "đăng ký theo dõi"),
    "index hint": (
        "A calendar that is subscribed to keeps itself up to date; one that is imported doesn't.",
        "Lịch đăng ký theo dõi sẽ tự cập nhật; lịch nhập vào thì không.",
    ),
    "called off": ("Called off: {title}", "Đã hủy: {title}"),
    "reminder": ("in {days}: {title}", "còn {days}: {title}"),
    "reminder today": ("today: {title}", "hôm nay: {title}"),
    "feed about": ("The deadlines of {document}", "Các thời hạn của {document}"),
    "feed notice": ("No dates yet: {title}", "Chưa có ngày: {title}"),
    "feed notice why": (
        "When this was published, no date here was known. The dates will appear when the events are fixed.",
        "Khi công bố, chưa ngày nào ở đây được biết. Các ngày sẽ xuất hiện khi sự kiện được ấn định.",
    ),
    "feed from": (
        "from revision {number} of {place}",
        "theo phiên bản {number} của {place}",
    ),
    "feed behind": (
        "the plan file says something else than revision {number}; publish it to bring its calendars up to date",
        "tệp kế hoạch khác với phiên bản {number}; hãy công bố để cập nhật lịch",
    ),
}
LANGUAGES = ("en", "vi")
