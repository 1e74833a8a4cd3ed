"""The editor: pages and widgets over a session; every edit and every look-up is of the floors below.

Of one file, without Textual:

| module                 | idea                                                                      |
|------------------------|---------------------------------------------------------------------------|
| session                | an open file: what was read, the history of Documents with their findings |
| files                  | the files that can be gone to, with what is known of each                 |
| paths                  | paths as a user types them                                                |
| rows                   | what there is to list: sections and settings with their marks             |
| pending                | which row shows what of a save                                            |
| search, view           | finding by words; which rows are listed                                   |
| jumps                  | where the cursor was, and the way back                                    |
| edits, fields          | the edits of a row; the field that fits a setting's type                  |
| inspector              | all that is known of a row                                                |
| export                 | what is listed, as YAML, Markdown or commands                             |
| raw                    | the file line by line, with what a save would change in it                |
| selecting              | the changes in parts: what is saved now, what is left for later           |
| outside                | what others did to the file                                               |
| recovery, restoring    | unsaved edits as data without secrets, and the way back; unsecret: a line |
| compared               | what differs from other files; what takes a value over                    |
| mail_plan              | the plan of the mail settings, value by value with its line               |
| mail_trial             | what the next mail test is to do                                          |
| mail_result            | what came of it                                                           |

On the screen:

| module                 | idea                                                                      |
|------------------------|---------------------------------------------------------------------------|
| launch                 | whether there is a terminal to draw on; imports no Textual                |
| opening                | what is on the screen while large files are read                          |
| actions                | every action once: bindings, footer, palette and help are drawn from it   |
| plain                  | text from a file to a widget: the only way in                             |
| sessions_app           | the open sessions, one of them on the screen                              |
| saving_app             | how edits are saved, and what others write meanwhile                      |
| files_app, .._dialog   | going from file to file; the tree of files                                |
| app, page              | the sessions and what is done everywhere; what all pages share            |
| sessions_app, ..       | what the app does, floor by floor: holds what is open; watching_app: sees |
|                        | what others write; recovering_app: keeps edits; saving_app: saves them    |
| settings_page, editing | the page of settings: finding, and the edits that it offers               |
| exporting              | that, to the clipboard or to a file                                       |
| cursor_list            | a list with a cursor, drawn line by line                                  |
| settings_list          | the list of settings                                                      |
| raw_page, raw_list     | the file itself, in step with the settings                                |
| compare_page, .._list  | the differences from other files                                          |
| filter_bar, key_bar    | the toggles, and what is on; the keys that work now                       |
| mail_page              | the plan of the mail settings, and a test of it                           |
| mail_testing           | that test: its form, its run in a thread                                  |
| lines, line_list       | labelled lines under titles, with a cursor                                |
| value_editor           | a value, edited where it stands                                           |
| frame                  | what the terminal shows: only the rest is sent                            |
| ask, text_field        | a question for a text or a secret; what is not shown is not copied        |
| dialog, dialogs, keys  | what all dialogs share; small questions; the keys of a dialog             |
| review, tick_list      | what a save would change, each change ticked or not                       |
| conflict               | a setting that someone else changed, too                                  |
"""

from cfgkit.tui.launch import run_editor

__all__ = ["run_editor"]
