PRAGMA application_id = 0;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'tekser','m001_first_tables','2026-11-25 00:56:25.604967+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'tekser','m002_not_checked','2026-11-25 00:56:25.605779+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'tekser','m003_profiles','2026-11-25 00:56:25.606331+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'tekser','m004_versions','2026-11-25 00:56:25.608087+00:00');
CREATE TABLE decision (
    decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    hit_id INTEGER NOT NULL REFERENCES hit (hit_id) ON DELETE RESTRICT,
    disposition TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    text TEXT NOT NULL,
    user TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    replaces INTEGER REFERENCES decision (decision_id) ON DELETE RESTRICT
) STRICT;
INSERT INTO "decision" VALUES(1,1,'false_positive','other_person','born 1990','aigul','2026-11-25T00:56:38.056654+00:00',NULL);
INSERT INTO "decision" VALUES(2,1,'true_match','same_tax_id','','aigul','2026-11-25T00:56:38.057692+00:00',1);
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL REFERENCES list (list_id) ON DELETE CASCADE,
    entry_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL, since TEXT NOT NULL DEFAULT '',
    UNIQUE (list_id, entry_id)
) STRICT;
INSERT INTO "entry" VALUES(1,'own-house','h-1','organisation','Severnaya Zvezda Trading House','{"id":"h-1","kind":"organisation","names":[["Severnaya Zvezda Trading House","strong",""],["Торговый дом Северная Звезда","strong",""]],"identifiers":[],"addresses":[],"countries":["RU"],"birth_dates":[],"programmes":[],"measures":[],"relations":[],"remarks":"","listed_on":"","source":"","entry_text":"h-1 | Severnaya Zvezda Trading House | organisation | RU | Торговый дом Северная Звезда"}','ec16bf99464cdb6279f2e7c6c055c28ab96c14313d014b6e82d7574c677d1b28','2026-11-25T00:56:25.703774+00:00');
INSERT INTO "entry" VALUES(2,'own-house','h-2','person','Platon Evgrafovich DOLGORUKOV','{"id":"h-2","kind":"person","names":[["Platon Evgrafovich DOLGORUKOV","strong",""]],"identifiers":[],"addresses":[],"countries":["RU"],"birth_dates":[],"programmes":[],"measures":[],"relations":[],"remarks":"","listed_on":"","source":"","entry_text":"h-2 | Platon Evgrafovich DOLGORUKOV | person | RU"}','fd3525ce81a3822306318e27ac1282e81f4fec338e7bea115fb77d8f9b22ed46','2026-11-25T00:56:25.703774+00:00');
CREATE TABLE entry_past (
    id INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;
CREATE TABLE goods_rule (
    id INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL REFERENCES list (list_id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    content TEXT NOT NULL
, since TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE goods_rule_past (
    id INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL,
    code TEXT NOT NULL,
    content TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;
CREATE TABLE hit (
    hit_id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
    line_id INTEGER NOT NULL REFERENCES line (line_id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    entry_name TEXT NOT NULL,
    matched_name TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    sheet TEXT NOT NULL,
    line_row INTEGER NOT NULL,
    row INTEGER NOT NULL,
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 100),
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL
) STRICT;
INSERT INTO "hit" VALUES(1,1,2,'party','own-house','h-1','Severnaya Zvezda Trading House','Severnaya Zvezda Trading House','consignee','Severnaya Zvezda Trading House','manifest',3,3,100.0,'["name_identical",[["name","Severnaya Zvezda Trading House"]]]','[["word_equal","severnaya","severnaya",31.9],["word_equal","zvezda","zvezda",28.7],["word_equal","trading","trading",15.0],["word_equal","house","house",24.4],["country_differs","KZ","RU",-2.0]]');
INSERT INTO "hit" VALUES(2,1,3,'party','own-house','h-1','Severnaya Zvezda Trading House','Торговый дом Северная Звезда','consignee','ТОО Торговый дом Северная Звезда','manifest',4,4,100.0,'["name_identical",[["name","Торговый дом Северная Звезда"]]]','[["word_equal","torgovyy","torgovyy",15.0],["word_equal","dom","dom",24.4],["word_equal","severnaya","severnaya",31.9],["word_equal","zvezda","zvezda",28.7],["legal_form_ignored","llc","",0.0],["country_differs","KZ","RU",-2.0]]');
CREATE TABLE line (
    line_id INTEGER PRIMARY KEY AUTOINCREMENT,
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    sheet TEXT NOT NULL,
    row INTEGER NOT NULL,
    party TEXT NOT NULL,
    goods TEXT NOT NULL,
    route TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;
INSERT INTO "line" VALUES(1,1,'manifest',2,'Anadolu Mobilya A.Ş. → ТОО Алтын Дала Мебель','9401690000 Стулья деревянные','KZ','[["1","Anadolu Mobilya A.Ş.","ТОО Алтын Дала Мебель","Стулья деревянные","9401690000","Казахстан"],[["line_no",null,null,2,0],["consignor",null,null,2,1],["consignee",null,null,2,2],["description",null,null,2,3],["hs_code",null,null,2,4],["destination_country",null,"KZ",2,5,"country_read"]],[]]');
INSERT INTO "line" VALUES(2,1,'manifest',3,'Anadolu Mobilya A.Ş. → Severnaya Zvezda Trading House','9403600000 Столы деревянные','KZ','[["2","Anadolu Mobilya A.Ş.","Severnaya Zvezda Trading House","Столы деревянные","9403600000","Казахстан"],[["line_no",null,null,3,0],["consignor",null,null,3,1],["consignee",null,null,3,2],["description",null,null,3,3],["hs_code",null,null,3,4],["destination_country",null,"KZ",3,5,"country_read"]],[]]');
INSERT INTO "line" VALUES(3,1,'manifest',4,'Bavaria Möbel GmbH → ТОО Торговый дом Северная Звезда','9403600000 Шкафы','KZ','[["3","Bavaria Möbel GmbH","ТОО Торговый дом Северная Звезда","Шкафы","9403600000","Казахстан"],[["line_no",null,null,4,0],["consignor",null,null,4,1],["consignee",null,null,4,2],["description",null,null,4,3],["hs_code",null,null,4,4],["destination_country",null,"KZ",4,5,"country_read"]],[]]');
CREATE TABLE list (
    list_id TEXT PRIMARY KEY,
    holds TEXT NOT NULL CHECK (holds IN ('parties', 'goods')),
    title TEXT NOT NULL,
    format TEXT NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    published_on TEXT NOT NULL,
    entries INTEGER NOT NULL,
    names INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
, checked_at TEXT NOT NULL DEFAULT '', version_id INTEGER REFERENCES list_version (version_id) ON DELETE RESTRICT) STRICT;
INSERT INTO "list" VALUES('own-house','parties','house','own','/somewhere/house.csv','ef6d8dc798225c3c4298a6bce34cc9d52dad801333c16b2da8ba377ccfe244eb','2026-11-25T00:56:25.629387+00:00','',2,3,0,1,'2026-11-25T00:56:25.703774+00:00',1);
CREATE TABLE list_force (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    list_id TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES list_version (version_id) ON DELETE RESTRICT,
    since TEXT NOT NULL,
    until TEXT,
    decided_by TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
INSERT INTO "list_force" VALUES(1,'own-house',1,'2026-11-25T00:56:25.703774+00:00',NULL,'','');
CREATE TABLE list_version (
    version_id INTEGER PRIMARY KEY AUTOINCREMENT,
    list_id TEXT NOT NULL,
    holds TEXT NOT NULL CHECK (holds IN ('parties', 'goods')),
    state TEXT NOT NULL CHECK (state IN ('accepted', 'held', 'refused')),
    title TEXT NOT NULL,
    format TEXT NOT NULL,
    source TEXT NOT NULL,
    files TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    headers TEXT NOT NULL,
    received_at TEXT NOT NULL,
    published_on TEXT NOT NULL,
    figures TEXT NOT NULL,
    unread INTEGER NOT NULL,
    notes TEXT NOT NULL,
    problems TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
INSERT INTO "list_version" VALUES(1,'own-house','parties','accepted','house','own','/somewhere/house.csv','[["house.csv","ef6d8dc798225c3c4298a6bce34cc9d52dad801333c16b2da8ba377ccfe244eb",182]]','ef6d8dc798225c3c4298a6bce34cc9d52dad801333c16b2da8ba377ccfe244eb','[["house.csv odd","0"],["house.csv ended","1"]]','2026-11-25T00:56:25.703774+00:00','','[2,3,{"addresses":0.0,"aliases":0.5,"birth_dates":0.0,"countries":1.0,"identifiers":0.0,"other_script":0.5,"programmes":0.0,"relations":0.0,"remarks":0.0,"weak_names":0.0},{"organisation":1,"person":1}]',0,'[]','[]','','','');
CREATE TABLE manifest (
    manifest_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    format TEXT NOT NULL,
    encoding TEXT NOT NULL,
    separator TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    lines INTEGER NOT NULL,
    sheets TEXT NOT NULL,
    unscreened TEXT NOT NULL,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1))
) STRICT;
INSERT INTO "manifest" VALUES(1,'manifest.csv','/somewhere/manifest.csv','87b23e77aadd3843d4e52339b6a97667df2e627120983532074c3f3bf78caa86',512,'csv','utf-8',',','2026-11-25T00:56:25.794222+00:00',3,'[["manifest",[1],2,4,3,[[0,"№","line_no",0.95,"",0.0],[1,"Отправитель","consignor",0.99,"",0.0],[2,"Получатель","consignee",0.99,"",0.0],[3,"Наименование товара","description",0.95,"",0.0],[4,"Код ТН ВЭД","hs_code",0.99,"",0.0],[5,"Страна назначения","destination_country",0.95,"",0.0]],4,["№","Отправитель","Получатель","Наименование товара","Код ТН ВЭД","Страна назначения"],[],""]]','[]',1);
CREATE TABLE profile (shape TEXT PRIMARY KEY, name TEXT NOT NULL, mapping TEXT NOT NULL, made_at TEXT NOT NULL) STRICT;
CREATE TABLE question (
    question_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('party', 'goods')),
    digest BLOB NOT NULL UNIQUE,
    content TEXT NOT NULL
) STRICT;
CREATE TABLE question_place (
    question_id INTEGER NOT NULL REFERENCES question (question_id) ON DELETE CASCADE,
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    line_ids BLOB NOT NULL,
    PRIMARY KEY (question_id, manifest_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE run (
    run_id INTEGER PRIMARY KEY AUTOINCREMENT,
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    program_version TEXT NOT NULL,
    settings TEXT NOT NULL,
    lists TEXT NOT NULL,
    lines INTEGER NOT NULL DEFAULT 0,
    flagged_lines INTEGER NOT NULL DEFAULT 0,
    hits INTEGER NOT NULL DEFAULT 0,
    unscreened INTEGER NOT NULL DEFAULT 0,
    starter INTEGER NOT NULL CHECK (starter IN (0, 1))
) STRICT;
INSERT INTO "run" VALUES(1,1,'2026-11-25T00:56:31.236554+00:00','2026-11-25T00:56:38.030524+00:00','0.1.0','{"goods_threshold": 0.0, "max_hits": 5, "party_threshold": 0.0}','[{"list_id":"own-house","title":"house","format":"own","source":"/somewhere/house.csv","sha256":"ef6d8dc798225c3c4298a6bce34cc9d52dad801333c16b2da8ba377ccfe244eb","imported_at":"2026-11-25T00:56:25.629387+00:00","published_on":"","entries":2,"names":3,"unread":0,"active":1,"checked_at":"2026-11-25T00:56:25.703774+00:00","version_id":1}]',3,2,2,0,0);
CREATE TABLE run_not_checked ( run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE, rule TEXT NOT NULL, field TEXT NOT NULL, lines INTEGER NOT NULL, PRIMARY KEY (run_id, rule, field)) STRICT;
INSERT INTO "run_not_checked" VALUES(1,'target_carrier','carrier',3);
INSERT INTO "run_not_checked" VALUES(1,'target_traces','remarks',3);
INSERT INTO "run_not_checked" VALUES(1,'transit_through_target','transit_country',3);
CREATE TABLE run_unscreened (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
    sheet TEXT NOT NULL,
    row INTEGER NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    value TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX goods_rule_code ON goods_rule (code);
CREATE INDEX manifest_sha256 ON manifest (sha256);
CREATE INDEX line_manifest ON line (manifest_id);
CREATE INDEX run_manifest ON run (manifest_id);
CREATE INDEX hit_run_line ON hit (run_id, line_id, score);
CREATE INDEX hit_line ON hit (line_id);
CREATE INDEX run_unscreened_run ON run_unscreened (run_id, row);
CREATE INDEX decision_hit ON decision (hit_id, decision_id);
CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER decision_is_never_deleted BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE INDEX list_version_list ON list_version (list_id, version_id);
CREATE INDEX list_force_list ON list_force (list_id, since);
CREATE INDEX entry_past_list ON entry_past (list_id, until);
CREATE INDEX goods_rule_past_list ON goods_rule_past (list_id, until);
CREATE INDEX entry_since ON entry (list_id, since);
CREATE TRIGGER list_version_is_never_deleted BEFORE DELETE ON list_version
BEGIN SELECT RAISE(ABORT, 'versions of lists are kept'); END;
CREATE INDEX question_kind ON question (kind, question_id);
CREATE INDEX question_place_manifest ON question_place (manifest_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('list_version',1);
INSERT INTO "sqlite_sequence" VALUES('list_force',1);
INSERT INTO "sqlite_sequence" VALUES('manifest',1);
INSERT INTO "sqlite_sequence" VALUES('line',3);
INSERT INTO "sqlite_sequence" VALUES('run',1);
INSERT INTO "sqlite_sequence" VALUES('hit',2);
INSERT INTO "sqlite_sequence" VALUES('decision',2);
COMMIT;
