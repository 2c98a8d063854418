"""Between a project and the files of other programs: what of it goes out, and where what comes in belongs."""
