"""Documents that newsrooms have beside web pages."""
