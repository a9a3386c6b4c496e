"""The longer commands an administrator types, a file each."""
