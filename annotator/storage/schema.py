"""The tables of a project file: what its first version made, and what each later one added.

    setting         JSON values by name
    root            folders that pictures lie in: relative to the project file, and as they were when added
    category        with how many instances it has, rejected ones not counted
    frame           narrow, because lists scan it; with how many instances it has by kind
    frame_extra     what a COCO file said of a frame, and notes
    instance        `body` is `blobs.encode_instance`; `state` is an index into `STATES`; `score` of proposals that the
                    threshold may hide, see `scores.py`
    journal         one row per edit of a frame, numbered from 1; the first `frame.done` of them hold; edits of several
                    frames that were made as one, and are undone as one, share a `batch` that is not 0
    track           the objects of videos (the frames of one root and path): what is true of them on every frame
    presence        where the instances of tracks stand, for what must not read their outlines; `place` is the frame's
                    number, `made` an index into `MADE`, `keyframe` whether others follow from it
    deleted         the bin: what a person has deleted, as it was; made in `deleted.py`
    counter         the next instance's number, the next track's, the next batch's

Nothing is computed inside the database: no triggers, no views, no functions; a file that has any is not ours.
"""

from annotator.core.annotations import Made, State

APPLICATION_ID = 0x416E6E6F  # "Anno"

STATES = (State.PROPOSED, State.ACCEPTED, State.EDITED, State.DRAWN, State.REJECTED)
"""The place of a state here is its number in the file; never reorder."""

MADE = (Made.KEYFRAME, Made.LINKED, Made.PROPAGATED, Made.INTERPOLATED)
"""The same for how an instance came into its track."""

VERSION_1 = (
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO counter VALUES ('instance', 1)",
    """CREATE TABLE root (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        relative TEXT,
        absolute TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE category (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        colour TEXT NOT NULL,
        supercategory TEXT NOT NULL,
        extra BLOB NOT NULL,
        instances INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE frame (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        root INTEGER NOT NULL REFERENCES root,
        path TEXT NOT NULL,
        number INTEGER NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        reviewed INTEGER NOT NULL DEFAULT 0,
        human INTEGER NOT NULL DEFAULT 0,
        proposals INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0,
        done INTEGER NOT NULL DEFAULT 0,
        worked INTEGER NOT NULL DEFAULT 0,
        UNIQUE (root, path, number)
    ) STRICT""",
    "CREATE INDEX frame_unreviewed ON frame (key) WHERE reviewed = 0",
    "CREATE INDEX frame_reviewed ON frame (key) WHERE reviewed = 1",
    "CREATE INDEX frame_proposals ON frame (key) WHERE proposals > 0",
    "CREATE INDEX frame_human ON frame (key) WHERE human > 0",
    "CREATE INDEX frame_empty ON frame (key) WHERE human = 0 AND proposals = 0",
    """CREATE TABLE frame_extra (
        key INTEGER PRIMARY KEY REFERENCES frame,
        note TEXT NOT NULL DEFAULT '',
        extra BLOB NOT NULL DEFAULT x''
    ) STRICT""",
    """CREATE TABLE instance (
        id INTEGER PRIMARY KEY,
        frame INTEGER NOT NULL REFERENCES frame,
        category INTEGER NOT NULL REFERENCES category,
        state INTEGER NOT NULL,
        body BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX instance_frame ON instance (frame)",
    """CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        frame INTEGER NOT NULL REFERENCES frame,
        position INTEGER NOT NULL,
        text TEXT NOT NULL,
        at REAL NOT NULL,
        body BLOB NOT NULL,
        UNIQUE (frame, position)
    ) STRICT""",
)

VERSION_2 = (
    "ALTER TABLE instance ADD COLUMN track INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX instance_track ON instance (track, frame) WHERE track > 0",
    """CREATE TABLE track (
        id INTEGER PRIMARY KEY,
        category INTEGER NOT NULL REFERENCES category,
        name TEXT NOT NULL,
        colour TEXT NOT NULL,
        attributes BLOB NOT NULL DEFAULT x''
    ) STRICT""",
    "INSERT INTO counter VALUES ('track', 1), ('batch', 1)",
    "ALTER TABLE journal ADD COLUMN batch INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX journal_batch ON journal (batch) WHERE batch > 0",
    "ALTER TABLE category ADD COLUMN attributes BLOB NOT NULL DEFAULT x''",
    "ALTER TABLE frame_extra ADD COLUMN view BLOB NOT NULL DEFAULT x''",
)

VERSION_3 = (
    "ALTER TABLE track ADD COLUMN root INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE track ADD COLUMN path TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX track_video ON track (root, path)",
    "DROP INDEX instance_track",
    """CREATE TABLE presence (
        track INTEGER NOT NULL REFERENCES track,
        place INTEGER NOT NULL,
        frame INTEGER NOT NULL REFERENCES frame,
        instance INTEGER NOT NULL,
        state INTEGER NOT NULL,
        made INTEGER NOT NULL,
        confidence REAL NOT NULL,
        occluded INTEGER NOT NULL,
        outside INTEGER NOT NULL,
        keyframe INTEGER NOT NULL,
        PRIMARY KEY (track, place)
    ) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX presence_instance ON presence (instance)",
    "CREATE INDEX presence_keyframe ON presence (track, place, outside, instance) WHERE keyframe = 1",
)
