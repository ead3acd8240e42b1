"""The Python API behind `import xunwen`; the command line asks through it too."""
