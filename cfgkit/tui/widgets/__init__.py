"""What pages and dialogs are made of.

| module                               | idea                                                          |
|--------------------------------------|---------------------------------------------------------------|
| plain                                | text from a file to a widget: the only way in                 |
| cursor_list                          | a list with a cursor, drawn line by line                      |
| settings_list, raw_list, compare_list | the lists of the pages                                       |
| line_list, drawn_lines               | labelled lines under titles, with a cursor                    |
| choice_list, tick_list               | lines to choose from, to tick                                 |
| status_line, filter_bar, key_bar     | the file's state, the toggles that are on, the keys that work |
| keys, about                          | the keys of a dialog; what is known of a setting              |
| text_field, masked_area              | a text, many lines: what is not shown is not copied           |
| frame                                | what the terminal shows: only the rest is sent                |
"""
