"""Values and pure functions; nothing here knows widgets, files, databases or devices."""
