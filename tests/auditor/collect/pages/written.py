"""Small pages written by hand, as Telegram Desktop's templates have them, and what the tool makes of them."""

from pathlib import Path

HEAD = """<!DOCTYPE html>
<html>

 <head>

  <meta charset="utf-8"/>
<title>Exported Data</title>

 </head>

 <body onload="CheckLocation();">

  <div class="page_wrap">

   <div class="page_header">

    <div class="content">

     <div class="text bold">
{title}\x20
     </div>

    </div>

   </div>

   <div class="page_body chat_page">

    <div class="history">
"""
FOOT = """
    </div>

   </div>

  </div>

 </body>

</html>
"""


def page(*messages: str, title: str = "Our town", foot: str = FOOT) -> str:
    """A page of a chat."""
    return HEAD.format(title=title) + "".join(messages) + foot


def service(number: int | str, sentence: str) -> str:
    """A service message, or with a negative number a day between messages."""
    return f"""
     <div class="message service" id="message{number}">

      <div class="body details">
{sentence}
      </div>

     </div>
"""


def said(
    number: int | str,
    name: str | None,
    text: str = "",
    *,
    at: str = "16.03.2023 12:18:32 UTC+06:00",
    inside: str = "",
) -> str:
    """A message; joined to the one before without a name. `inside`: what stands before the text."""
    joined = " joined" if name is None else ""
    above = "" if name is None else f'\n       <div class="from_name">\n{name} \n       </div>\n'
    words = f'\n       <div class="text">\n{text}\n       </div>\n' if text else ""
    return f"""
     <div class="message default clearfix{joined}" id="message{number}">

      <div class="body">

       <div class="pull_right date details" title="{at}">
{at[11:16]}
       </div>
{above}{inside}{words}
      </div>

     </div>
"""


def div(class_: str, inside: str = "") -> str:
    """A block of that class."""
    return f'\n        <div class="{class_}">\n{inside}\n        </div>\n'


def write(folder: Path, *pages: str) -> Path:
    """The pages in a folder, as Desktop calls them."""
    folder.mkdir(exist_ok=True)
    for index, text in enumerate(pages):
        (folder / f"messages{index + 1 if index else ''}.html").write_text(text, "utf-8")
    return folder
