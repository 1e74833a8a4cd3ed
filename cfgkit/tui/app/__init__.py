"""The app, each class with one idea more than the one below it.

| module      | idea                                                                  |
|-------------|-----------------------------------------------------------------------|
| typed_ahead | keys one after the other, however fast they come                     |
| sessions    | the open files, one of them on the screen; checked, undone            |
| watching    | what someone else writes to an open file                              |
| recovering  | unsaved edits outlive the editor                                      |
| saving      | review, save, save as                                                 |
| files       | from file to file; the tree of a config home                          |
| editor      | the pages, the palette, help and leaving                              |
| opening     | an app of its own: what is on the screen while a large file is read   |
"""

from cfgkit.tui.app.editor import EditorApp

__all__ = ["EditorApp"]
