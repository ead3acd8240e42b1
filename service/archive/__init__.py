"""An index that is open, with all that answers from it: what `import xunwen`, the command line and the HTTP service share."""
