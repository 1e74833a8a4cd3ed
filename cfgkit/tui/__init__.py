"""The editor: screens and widgets over a session; every edit and every look-up is the Document's own.

| module        | idea                                                                   |
|---------------|------------------------------------------------------------------------|
| launch        | whether there is a terminal to draw on; imports no Textual             |
| session       | an open file: what was read, the history of Documents, rows, filter    |
| actions       | every action once: key, label, method; footer and help are drawn from it |
| plain         | text from a file to a widget: the only way in                          |
| settings_list | the list of settings, drawn line by line                               |
| dialogs       | small questions: a value, a new setting, yes or no, text to read       |
| review        | what a save would change                                               |
| app           | the editor                                                             |
"""

from cfgkit.tui.launch import run_editor

__all__ = ["run_editor"]
