PRAGMA application_id = 1413827411;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'tekser','m001_first_tables','2026-11-25 04:09:04.169005+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'tekser','m002_not_checked','2026-11-25 04:09:04.174978+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'tekser','m003_profiles','2026-11-25 04:09:04.177662+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'tekser','m004_versions','2026-11-25 04:09:04.185991+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'tekser','m005_trail','2026-11-25 04:09:04.204790+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'tekser','m006_batches','2026-11-25 04:09:04.206199+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'tekser','m007_rates','2026-11-25 04:09:04.217904+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'tekser','m008_checkpoints','2026-11-25 04:09:04.222231+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'tekser','m009_questions','2026-11-25 04:09:04.224063+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'tekser','m010_keeping','2026-11-25 04:09:04.231508+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'tekser','m011_rescreening','2026-11-25 04:09:04.238196+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'tekser','m012_pages','2026-11-25 04:09:04.246794+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'tekser','m013_history','2026-11-25 04:09:04.249563+00:00');
INSERT INTO "_sqlite_migrations" VALUES(14,'tekser','m014_ownership','2026-11-25 04:09:04.255880+00:00');
INSERT INTO "_sqlite_migrations" VALUES(15,'tekser','m015_casework','2026-11-25 04:09:04.328750+00:00');
INSERT INTO "_sqlite_migrations" VALUES(16,'tekser','m016_known_questions','2026-11-25 04:09:04.345235+00:00');
INSERT INTO "_sqlite_migrations" VALUES(17,'tekser','m017_fetched','2026-11-25 04:09:04.361296+00:00');
INSERT INTO "_sqlite_migrations" VALUES(18,'tekser','m018_rates_before','2026-11-25 04:09:04.372716+00:00');
INSERT INTO "_sqlite_migrations" VALUES(19,'tekser','m019_question_order','2026-11-25 04:09:04.376762+00:00');
CREATE TABLE account (
    account_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('officer', 'approver', 'auditor', 'administrator')),
    password TEXT NOT NULL,
    public_key TEXT NOT NULL DEFAULT '',
    disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    failures INTEGER NOT NULL DEFAULT 0,
    failed_at TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL
) STRICT;
CREATE TABLE alert (
    hit_id INTEGER PRIMARY KEY REFERENCES hit (hit_id) ON DELETE CASCADE,
    rescreening_id INTEGER NOT NULL REFERENCES rescreening (rescreening_id) ON DELETE RESTRICT,
    why TEXT NOT NULL CHECK (why IN ('new', 'stronger'))
) STRICT;
CREATE TABLE approval (
    approval_id INTEGER PRIMARY KEY AUTOINCREMENT,
    decision_id INTEGER NOT NULL UNIQUE REFERENCES decision (decision_id) ON DELETE RESTRICT,
    agreed INTEGER NOT NULL CHECK (agreed IN (0, 1)),
    comment TEXT NOT NULL,
    user TEXT NOT NULL,
    at TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('here', 'file')),
    machine TEXT NOT NULL,
    signature TEXT NOT NULL
) STRICT;
CREATE TABLE batch (
    batch_id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('screen', 'watch')),
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT
) STRICT;
CREATE TABLE batch_file (
    batch_id INTEGER NOT NULL REFERENCES batch (batch_id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('screened', 'done', 'failed')),
    at TEXT NOT NULL,
    run_id INTEGER REFERENCES run (run_id) ON DELETE SET NULL,
    report TEXT NOT NULL,
    moved_to TEXT NOT NULL,
    error_code TEXT NOT NULL,
    error_data TEXT NOT NULL,
    fault INTEGER NOT NULL CHECK (fault IN (0, 1)),
    id INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE TABLE case_file (
    case_id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    decisions TEXT NOT NULL,
    user TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    size INTEGER NOT NULL,
    root BLOB NOT NULL CHECK (length(root) = 32),
    at TEXT NOT NULL,
    program TEXT NOT NULL,
    signed INTEGER NOT NULL CHECK (signed IN (0, 1)),
    note TEXT NOT NULL,
    peaks BLOB NOT NULL
) STRICT;
CREATE TABLE decision (
    decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    hit_id INTEGER NOT NULL REFERENCES hit (hit_id) ON DELETE RESTRICT,
    disposition TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    text TEXT NOT NULL,
    user TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    replaces INTEGER REFERENCES decision (decision_id) ON DELETE RESTRICT
, licence TEXT NOT NULL DEFAULT '', licence_until TEXT NOT NULL DEFAULT '', attachments TEXT NOT NULL DEFAULT '[]', role TEXT NOT NULL DEFAULT 'single_user', machine TEXT NOT NULL DEFAULT '', system_user TEXT NOT NULL DEFAULT '', second TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "decision" VALUES(1,1,'false_positive','other_birth_date','born 1990','aigul','2026-11-25T04:09:11.280047+00:00',NULL,'','','[]','single_user','vm','root','');
INSERT INTO "decision" VALUES(2,1,'true_match','same_number','','aigul','2026-11-25T04:09:11.291825+00:00',1,'','','[]','single_user','vm','root','');
CREATE TABLE effectiveness (
    effectiveness_id INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at TEXT NOT NULL,
    user TEXT NOT NULL,
    program_version TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;
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
INSERT INTO "entry" VALUES(1,'own-house','h-1','organisation','Severnaya Zvezda Trading House','{"id":"h-1","kind":"organisation","names":[["Severnaya Zvezda Trading House","strong",""],["Торговый дом Северная Звезда","strong",""]],"identifiers":[],"addresses":[],"countries":["RU"],"birth_dates":[],"programmes":[],"measures":[],"relations":[],"remarks":"","listed_on":"","source":"","entry_text":"h-1 | Severnaya Zvezda Trading House | organisation | RU | Торговый дом Северная Звезда"}','ec16bf99464cdb6279f2e7c6c055c28ab96c14313d014b6e82d7574c677d1b28','2026-11-25T04:09:04.944852+00:00');
INSERT INTO "entry" VALUES(2,'own-house','h-2','person','Platon Evgrafovich DOLGORUKOV','{"id":"h-2","kind":"person","names":[["Platon Evgrafovich DOLGORUKOV","strong",""]],"identifiers":[],"addresses":[],"countries":["RU"],"birth_dates":[],"programmes":[],"measures":[],"relations":[],"remarks":"","listed_on":"","source":"","entry_text":"h-2 | Platon Evgrafovich DOLGORUKOV | person | RU"}','fd3525ce81a3822306318e27ac1282e81f4fec338e7bea115fb77d8f9b22ed46','2026-11-25T04:09:04.944852+00:00');
CREATE TABLE entry_past (
    id INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;
CREATE TABLE entry_snapshot (
    content_hash TEXT PRIMARY KEY,
    content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "entry_snapshot" VALUES('ec16bf99464cdb6279f2e7c6c055c28ab96c14313d014b6e82d7574c677d1b28','{"id":"h-1","kind":"organisation","names":[["Severnaya Zvezda Trading House","strong",""],["Торговый дом Северная Звезда","strong",""]],"identifiers":[],"addresses":[],"countries":["RU"],"birth_dates":[],"programmes":[],"measures":[],"relations":[],"remarks":"","listed_on":"","source":"","entry_text":"h-1 | Severnaya Zvezda Trading House | organisation | RU | Торговый дом Северная Звезда"}');
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
CREATE TABLE history_contact (
    kind TEXT NOT NULL,
    contact TEXT NOT NULL,
    party TEXT NOT NULL,
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    PRIMARY KEY (kind, contact, party, manifest_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE history_done (
    manifest_id INTEGER PRIMARY KEY REFERENCES manifest (manifest_id) ON DELETE CASCADE
) STRICT;
INSERT INTO "history_done" VALUES(1);
CREATE TABLE history_line (
    line_id INTEGER PRIMARY KEY REFERENCES line (line_id) ON DELETE CASCADE,
    manifest_id INTEGER NOT NULL,
    consignor TEXT NOT NULL,
    consignee TEXT NOT NULL,
    notify TEXT NOT NULL,
    hs6 TEXT NOT NULL,
    destination TEXT NOT NULL,
    document TEXT NOT NULL,
    day TEXT NOT NULL,
    currency TEXT NOT NULL,
    value REAL,
    kg REAL
) STRICT;
INSERT INTO "history_line" VALUES(1,1,'anadolu mobilya','алтын дала мебель','','940169','KZ','','','',NULL,NULL);
INSERT INTO "history_line" VALUES(2,1,'anadolu mobilya','severnaya zvezda trading house','','940360','KZ','','','',NULL,NULL);
INSERT INTO "history_line" VALUES(3,1,'bavaria möbel','торговый дом северная звезда','','940360','KZ','','','',NULL,NULL);
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
, suppressed_by INTEGER, known_note TEXT NOT NULL DEFAULT '', place INTEGER NOT NULL DEFAULT 0, threshold REAL NOT NULL DEFAULT 0, entry_hash TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "hit" VALUES(1,1,2,'party','own-house','h-1','Severnaya Zvezda Trading House','Severnaya Zvezda Trading House','consignee','Severnaya Zvezda Trading House','manifest',3,3,100.0,'["name_identical",[["name","Severnaya Zvezda Trading House"]]]','[["word_equal","severnaya","severnaya",31.9],["word_equal","zvezda","zvezda",28.7],["word_equal","trading","trading",15.0],["word_equal","house","house",24.4],["country_differs","KZ","RU",-2.0]]',NULL,'',1,73.0,'ec16bf99464cdb6279f2e7c6c055c28ab96c14313d014b6e82d7574c677d1b28');
INSERT INTO "hit" VALUES(2,1,3,'party','own-house','h-1','Severnaya Zvezda Trading House','Торговый дом Северная Звезда','consignee','ТОО Торговый дом Северная Звезда','manifest',4,4,100.0,'["name_identical",[["name","Торговый дом Северная Звезда"]]]','[["word_equal","torgovyy","torgovyy",15.0],["word_equal","dom","dom",24.4],["word_equal","severnaya","severnaya",31.9],["word_equal","zvezda","zvezda",28.7],["legal_form_ignored","llc","",0.0],["country_differs","KZ","RU",-2.0]]',NULL,'',1,73.0,'ec16bf99464cdb6279f2e7c6c055c28ab96c14313d014b6e82d7574c677d1b28');
CREATE TABLE hit_gone (
    hit_id INTEGER NOT NULL REFERENCES hit (hit_id) ON DELETE CASCADE,
    rescreening_id INTEGER NOT NULL REFERENCES rescreening (rescreening_id) ON DELETE RESTRICT,
    why TEXT NOT NULL CHECK (why IN ('left', 'changed')),
    PRIMARY KEY (hit_id, rescreening_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE hit_question (
    hit_id INTEGER PRIMARY KEY REFERENCES hit (hit_id) ON DELETE CASCADE,
    question_id INTEGER NOT NULL REFERENCES review_question (question_id) ON DELETE CASCADE
, suppressed INTEGER NOT NULL DEFAULT 0 CHECK (suppressed IN (0, 1))) STRICT;
INSERT INTO "hit_question" VALUES(1,1,0);
INSERT INTO "hit_question" VALUES(2,2,0);
CREATE TABLE hit_state (
    hit_id INTEGER PRIMARY KEY REFERENCES hit (hit_id) ON DELETE CASCADE,
    decision_id INTEGER REFERENCES decision (decision_id) ON DELETE RESTRICT,
    pending_id INTEGER REFERENCES decision (decision_id) ON DELETE RESTRICT
) STRICT;
INSERT INTO "hit_state" VALUES(1,2,NULL);
CREATE TABLE known_party (
    known_id INTEGER PRIMARY KEY AUTOINCREMENT,
    party_key TEXT NOT NULL,
    party_data TEXT NOT NULL,
    party_name TEXT NOT NULL,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    entry_name TEXT NOT NULL,
    entry_hash TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('all', 'sender', 'manifest')),
    scope_value TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    text TEXT NOT NULL,
    decision_id INTEGER NOT NULL REFERENCES decision (decision_id) ON DELETE RESTRICT,
    user TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_on TEXT NOT NULL
) STRICT;
CREATE TABLE known_revoked (
    known_id INTEGER PRIMARY KEY REFERENCES known_party (known_id) ON DELETE RESTRICT,
    user TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE TABLE legal_hold (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    manifest_id INTEGER NOT NULL,
    placed INTEGER NOT NULL CHECK (placed IN (0, 1)),
    reason TEXT NOT NULL,
    user TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
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
CREATE TABLE line_text (
    line_id INTEGER PRIMARY KEY REFERENCES line (line_id) ON DELETE CASCADE,
    manifest_id INTEGER NOT NULL,
    party TEXT NOT NULL,
    goods TEXT NOT NULL,
    route TEXT NOT NULL
) STRICT;
INSERT INTO "line_text" VALUES(1,1,'anadolu mobilya a.ş. → тоо алтын дала мебель','9401690000 стулья деревянные','kz');
INSERT INTO "line_text" VALUES(2,1,'anadolu mobilya a.ş. → severnaya zvezda trading house','9403600000 столы деревянные','kz');
INSERT INTO "line_text" VALUES(3,1,'bavaria möbel gmbh → тоо торговый дом северная звезда','9403600000 шкафы','kz');
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
, checked_at TEXT NOT NULL DEFAULT '', version_id INTEGER REFERENCES list_version (version_id) ON DELETE RESTRICT, fetched_at TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "list" VALUES('own-house','parties','house','own','/somewhere/house.csv','ef6d8dc798225c3c4298a6bce34cc9d52dad801333c16b2da8ba377ccfe244eb','2026-11-25T04:09:04.558557+00:00','',2,3,0,1,'2026-11-25T04:09:04.944852+00:00',1,'');
CREATE TABLE list_force (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    list_id TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES list_version (version_id) ON DELETE RESTRICT,
    since TEXT NOT NULL,
    until TEXT,
    decided_by TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
INSERT INTO "list_force" VALUES(1,'own-house',1,'2026-11-25T04:09:04.944852+00:00',NULL,'','');
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
INSERT INTO "list_version" VALUES(1,'own-house','parties','accepted','house','own','/somewhere/house.csv','[["house.csv","ef6d8dc798225c3c4298a6bce34cc9d52dad801333c16b2da8ba377ccfe244eb",182]]','ef6d8dc798225c3c4298a6bce34cc9d52dad801333c16b2da8ba377ccfe244eb','[["house.csv odd","0"],["house.csv ended","1"]]','2026-11-25T04:09:04.944852+00:00','','[2,3,{"addresses":0.0,"aliases":0.5,"birth_dates":0.0,"countries":1.0,"identifiers":0.0,"other_script":0.5,"programmes":0.0,"relations":0.0,"remarks":0.0,"weak_names":0.0},{"organisation":1,"person":1}]',0,'[["column_not_used",0]]','[]','','','');
CREATE TABLE listed_contact (
    kind TEXT NOT NULL,
    contact TEXT NOT NULL,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (kind, contact, list_id, entry_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE listed_contact_version (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), party_version TEXT NOT NULL) STRICT;
INSERT INTO "listed_contact_version" VALUES(1,'6f080e4d8586aad4f340ea57887a9627983a923d643a04493688f67c9d0add65');
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
, questions INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "manifest" VALUES(1,'manifest.csv','/somewhere/manifest.csv','87b23e77aadd3843d4e52339b6a97667df2e627120983532074c3f3bf78caa86',512,'csv','utf-8',',','2026-11-25T04:09:05.312192+00:00',3,'[["manifest",[1],2,4,3,[[0,"№","line_no",0.95,"",0.0],[1,"Отправитель","consignor",0.99,"",0.0],[2,"Получатель","consignee",0.99,"",0.0],[3,"Наименование товара","description",0.95,"",0.0],[4,"Код ТН ВЭД","hs_code",0.99,"",0.0],[5,"Страна назначения","destination_country",0.95,"",0.0]],4,["№","Отправитель","Получатель","Наименование товара","Код ТН ВЭД","Страна назначения"],[],""]]','[]',1,1635191803);
CREATE TABLE manifest_deleted (
    manifest_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    user TEXT NOT NULL
) STRICT;
CREATE TABLE manifest_text (
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('party', 'document')),
    folded TEXT NOT NULL,
    PRIMARY KEY (manifest_id, kind, folded)
) STRICT, WITHOUT ROWID;
INSERT INTO "manifest_text" VALUES(1,'party','anadolu mobilya a.ş.');
INSERT INTO "manifest_text" VALUES(1,'party','bavaria möbel gmbh');
INSERT INTO "manifest_text" VALUES(1,'party','severnaya zvezda trading house');
INSERT INTO "manifest_text" VALUES(1,'party','тоо алтын дала мебель');
INSERT INTO "manifest_text" VALUES(1,'party','тоо торговый дом северная звезда');
CREATE TABLE ownership_check (
    check_id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL,
    party TEXT NOT NULL,
    answer TEXT NOT NULL,
    source TEXT NOT NULL,
    user TEXT NOT NULL,
    checked_at TEXT NOT NULL
) STRICT;
CREATE TABLE profile (shape TEXT PRIMARY KEY, name TEXT NOT NULL, mapping TEXT NOT NULL, made_at TEXT NOT NULL) STRICT;
CREATE TABLE question (
    question_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('party', 'goods')),
    digest BLOB NOT NULL UNIQUE,
    content TEXT NOT NULL
, forms TEXT NOT NULL DEFAULT '', stamp INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "question" VALUES(1,'party',X'4DAA69C485F76C05D2FE9308F1E6EA61','{"text":"Anadolu Mobilya A.Ş.","vessel":false,"countries":[],"identifiers":[],"address":"","kind":null}','',0);
INSERT INTO "question" VALUES(2,'party',X'631880333F66DA6CCCA9C3356F30C972','{"text":"ТОО Алтын Дала Мебель","vessel":false,"countries":["KZ"],"identifiers":[],"address":"","kind":null}','',0);
INSERT INTO "question" VALUES(3,'goods',X'5BC3F2BB9AB7D40D5DC025D1FC9F2850','{"text":"Стулья деревянные","code":"9401690000","brand":"","article":"","maker":"","origin":"","destination":"KZ","route":["KZ"],"date":"","price":null,"currency":""}','',0);
INSERT INTO "question" VALUES(4,'party',X'062C5FF9DF57F37C94B5C44A1B041941','{"text":"Severnaya Zvezda Trading House","vessel":false,"countries":["KZ"],"identifiers":[],"address":"","kind":null}','',0);
INSERT INTO "question" VALUES(5,'goods',X'3FBA2E32267B9A14DCD5386A1507FF81','{"text":"Столы деревянные","code":"9403600000","brand":"","article":"","maker":"","origin":"","destination":"KZ","route":["KZ"],"date":"","price":null,"currency":""}','',0);
INSERT INTO "question" VALUES(6,'party',X'CF62C55244D23A1C7D546983B049D1A1','{"text":"Bavaria Möbel GmbH","vessel":false,"countries":[],"identifiers":[],"address":"","kind":null}','',0);
INSERT INTO "question" VALUES(7,'party',X'68F4C8978F1782DC82EEF407CC13A17D','{"text":"ТОО Торговый дом Северная Звезда","vessel":false,"countries":["KZ"],"identifiers":[],"address":"","kind":null}','',0);
INSERT INTO "question" VALUES(8,'goods',X'7F3D0149AF29219550512994049CB572','{"text":"Шкафы","code":"9403600000","brand":"","article":"","maker":"","origin":"","destination":"KZ","route":["KZ"],"date":"","price":null,"currency":""}','',0);
CREATE TABLE question_place (
    question_id INTEGER NOT NULL REFERENCES question (question_id) ON DELETE CASCADE,
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    line_ids BLOB NOT NULL,
    PRIMARY KEY (question_id, manifest_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "question_place" VALUES(1,1,X'01000000000000000200000000000000');
INSERT INTO "question_place" VALUES(2,1,X'0100000000000000');
INSERT INTO "question_place" VALUES(3,1,X'0100000000000000');
INSERT INTO "question_place" VALUES(4,1,X'0200000000000000');
INSERT INTO "question_place" VALUES(5,1,X'0200000000000000');
INSERT INTO "question_place" VALUES(6,1,X'0300000000000000');
INSERT INTO "question_place" VALUES(7,1,X'0300000000000000');
INSERT INTO "question_place" VALUES(8,1,X'0300000000000000');
CREATE TABLE rate (day TEXT NOT NULL, currency TEXT NOT NULL, base TEXT NOT NULL, worth REAL NOT NULL CHECK (worth > 0), source TEXT NOT NULL, PRIMARY KEY (currency, base, day)) STRICT;
CREATE TABLE rate_before (currency TEXT NOT NULL, base TEXT NOT NULL, day TEXT NOT NULL, until TEXT NOT NULL, worth REAL, source TEXT, PRIMARY KEY (currency, base, day, until)) STRICT, WITHOUT ROWID;
CREATE TABLE rescreening (
    rescreening_id INTEGER PRIMARY KEY AUTOINCREMENT,
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    since TEXT NOT NULL,
    program_version TEXT NOT NULL,
    settings TEXT NOT NULL,
    lists TEXT NOT NULL,
    figures TEXT NOT NULL
) STRICT;
CREATE TABLE review_question (
    question_id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
    key BLOB NOT NULL,
    kind TEXT NOT NULL,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    entry_name TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    folded TEXT NOT NULL,
    score REAL NOT NULL,
    risk REAL NOT NULL,
    hits INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    first_hit INTEGER NOT NULL,
    UNIQUE (run_id, key)
) STRICT;
INSERT INTO "review_question" VALUES(1,1,X'D7824A5FA56356F6B50C2CBE3CF95BE4','party','own-house','h-1','Severnaya Zvezda Trading House','consignee','Severnaya Zvezda Trading House','severnaya zvezda trading house severnaya zvezda trading house',100.0,100.0,1,1,1);
INSERT INTO "review_question" VALUES(2,1,X'BEC2762DC775D34966B83096DB4421CD','party','own-house','h-1','Severnaya Zvezda Trading House','consignee','ТОО Торговый дом Северная Звезда','тоо торговый дом северная звезда severnaya zvezda trading house',100.0,100.0,1,1,2);
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
, as_of TEXT NOT NULL DEFAULT '', record TEXT NOT NULL DEFAULT '{}', suppressed INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "run" VALUES(1,1,'2026-11-25T04:09:11.088594+00:00','2026-11-25T04:09:11.276609+00:00','0.1.0','{"flags": {"off": [], "severities": [], "thresholds": []}, "goods_threshold": 0.0, "max_hits": 5, "own_tables": "", "party_threshold": 0.0}','[{"list_id":"own-house","title":"house","format":"own","source":"/somewhere/house.csv","sha256":"ef6d8dc798225c3c4298a6bce34cc9d52dad801333c16b2da8ba377ccfe244eb","imported_at":"2026-11-25T04:09:04.558557+00:00","published_on":"","entries":2,"names":3,"unread":0,"active":1,"checked_at":"2026-11-25T04:09:04.944852+00:00","version_id":1}]',3,2,2,0,0,'','{"user":"root","role":"single_user","machine":"vm","system_user":"root","zone":"UTC (UTC+0000)","settings_sha256":"0280b4094d8fa1d8d3ac7e7ab30740d0a4b9eb5efe176150091c93e5e46aa89a","party_threshold":73.0,"goods_threshold":55.0,"as_of":""}',0);
CREATE TABLE run_not_checked ( run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE, rule TEXT NOT NULL, field TEXT NOT NULL, lines INTEGER NOT NULL, PRIMARY KEY (run_id, rule, field)) STRICT;
INSERT INTO "run_not_checked" VALUES(1,'formerly_to_target','history',3);
INSERT INTO "run_not_checked" VALUES(1,'late_change','transport_doc_no',3);
INSERT INTO "run_not_checked" VALUES(1,'ownership','owners',3);
INSERT INTO "run_not_checked" VALUES(1,'reload_one_paper','warehouse',3);
INSERT INTO "run_not_checked" VALUES(1,'shared_contact_listed','consignee.address',3);
INSERT INTO "run_not_checked" VALUES(1,'target_carrier','carrier',3);
INSERT INTO "run_not_checked" VALUES(1,'target_traces','remarks',3);
INSERT INTO "run_not_checked" VALUES(1,'transit_through_target','transit_country',3);
CREATE TABLE run_questions (
    run_id INTEGER PRIMARY KEY REFERENCES run (run_id) ON DELETE CASCADE,
    last_hit INTEGER NOT NULL
) STRICT;
INSERT INTO "run_questions" VALUES(1,2);
CREATE TABLE run_unscreened (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
    sheet TEXT NOT NULL,
    row INTEGER NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    value TEXT NOT NULL
) STRICT;
CREATE TABLE setting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    user TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE TABLE store_identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL
) STRICT;
INSERT INTO "store_identity" VALUES(1,'tekser-6ff3567aa9ee');
CREATE TABLE trail (
    seq INTEGER PRIMARY KEY,
    body BLOB NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
) STRICT;
INSERT INTO "trail" VALUES(1,X'7B22736571223A312C226174223A22323032362D31312D32355430343A30393A30342E3934353333312B30303A3030222C226B696E64223A226C6973745F7075745F696E5F666F726365222C226163746F72223A22726F6F74222C2270726F6772616D223A22302E312E30222C2264617461223A7B226C697374223A226F776E2D686F757365222C2276657273696F6E223A312C22736861323536223A2265663664386463373938323235633363343239386136626365333463633964353264616438303133333363313662326461386261333737636366653234346562222C227075626C69736865645F6F6E223A22222C22656E7472696573223A322C22736F75726365223A222F746D702F746D7036346D39647178612F686F7573652E637376222C226E6577223A322C22676F6E65223A302C226368616E676564223A302C22726561736F6E223A22227D2C2277686F223A7B2275736572223A22726F6F74222C22726F6C65223A2273696E676C655F75736572222C226D616368696E65223A22766D227D7D',X'0000000000000000000000000000000000000000000000000000000000000000',X'E3835CF6C40A399161CCEED62C584D2BBDC0329EC5F897DA24224FDBEA7A797B');
INSERT INTO "trail" VALUES(2,X'7B22736571223A322C226174223A22323032362D31312D32355430343A30393A30382E3436383736372B30303A3030222C226B696E64223A226D616E69666573745F696D706F72746564222C226163746F72223A22726F6F74222C2270726F6772616D223A22302E312E30222C2264617461223A7B226D616E6966657374223A312C226E616D65223A226D616E69666573742E637376222C22736861323536223A2238376232336537376161646433383433643465353233333962366139373636376466326536323731323039383335333230373463336633626637386361613836222C2273697A65223A3531322C226C696E6573223A332C226C696E65735F736861323536223A2232663337373835386133663562646361326234613335626230616539316364663239313434613263373537393638303066343135616637353566383031663463222C22756E73637265656E6564223A307D2C2277686F223A7B2275736572223A22726F6F74222C22726F6C65223A2273696E676C655F75736572222C226D616368696E65223A22766D227D7D',X'E3835CF6C40A399161CCEED62C584D2BBDC0329EC5F897DA24224FDBEA7A797B',X'0890B5CFAC832E6305AF9275E044984AB9463A59D004292382CD4CC2D5291387');
INSERT INTO "trail" VALUES(3,X'7B22736571223A332C226174223A22323032362D31312D32355430343A30393A31312E3237383139392B30303A3030222C226B696E64223A2273637265656E6564222C226163746F72223A22726F6F74222C2270726F6772616D223A22302E312E30222C2264617461223A7B2272756E223A312C226D616E6966657374223A312C226D616E69666573745F736861323536223A2238376232336537376161646433383433643465353233333962366139373636376466326536323731323039383335333230373463336633626637386361613836222C2273657474696E6773223A7B22666C616773223A7B226F6666223A5B5D2C2273657665726974696573223A5B5D2C227468726573686F6C6473223A5B5D7D2C22676F6F64735F7468726573686F6C64223A302E302C226D61785F68697473223A352C226F776E5F7461626C6573223A22222C2270617274795F7468726573686F6C64223A302E307D2C226C69737473223A7B226F776E2D686F757365223A2265663664386463373938323235633363343239386136626365333463633964353264616438303133333363313662326461386261333737636366653234346562227D2C226C696E6573223A332C22666C61676765645F6C696E6573223A322C2268697473223A322C22756E73637265656E6564223A302C22636F6C756D6E73223A322C22686974735F736861323536223A2262643063383965646263313433323361363235656130313363636334646232303661646461656566386166326637343539616537326534343035623634363166222C22756E73637265656E65645F736861323536223A2265336230633434323938666331633134396166626634633839393666623932343237616534316534363439623933346361343935393931623738353262383535227D2C2277686F223A7B2275736572223A22726F6F74222C22726F6C65223A2273696E676C655F75736572222C226D616368696E65223A22766D227D7D',X'0890B5CFAC832E6305AF9275E044984AB9463A59D004292382CD4CC2D5291387',X'A9EE4810BA70D56A85EBA71801998678F01E84A38E6173D94937D24ACE34B77A');
INSERT INTO "trail" VALUES(4,X'7B22736571223A342C226174223A22323032362D31312D32355430343A30393A31312E3238343639372B30303A3030222C226B696E64223A2264656369646564222C226163746F72223A22616967756C222C2270726F6772616D223A22302E312E30222C2264617461223A7B2272756E223A312C226D616E6966657374223A312C22646973706F736974696F6E223A2266616C73655F706F736974697665222C22726561736F6E223A226F746865725F62697274685F64617465222C226465636973696F6E73223A5B315D2C2277616974696E67223A5B5D2C226174746163686D656E7473223A5B5D2C22636F6C756D6E73223A322C226465636973696F6E735F736861323536223A2261373739643964353538666261346465396234613333326565646633626332373561653434353434663630346261646262346361393866303235623134666263227D2C2277686F223A7B2275736572223A22726F6F74222C22726F6C65223A2273696E676C655F75736572222C226D616368696E65223A22766D227D7D',X'A9EE4810BA70D56A85EBA71801998678F01E84A38E6173D94937D24ACE34B77A',X'1C5D1B043639C2A0A97524F81F15C6B35294D1DB31BA8446AE575C25AB20F9E8');
INSERT INTO "trail" VALUES(5,X'7B22736571223A352C226174223A22323032362D31312D32355430343A30393A31312E3239323136342B30303A3030222C226B696E64223A2264656369646564222C226163746F72223A22616967756C222C2270726F6772616D223A22302E312E30222C2264617461223A7B2272756E223A312C226D616E6966657374223A312C22646973706F736974696F6E223A22747275655F6D61746368222C22726561736F6E223A2273616D655F6E756D626572222C226465636973696F6E73223A5B325D2C2277616974696E67223A5B5D2C226174746163686D656E7473223A5B5D2C22636F6C756D6E73223A322C226465636973696F6E735F736861323536223A2238386462313762353139303537386632646666306564616439653364633430373761653533383039343465613661393135356337346631323761326637633564227D2C2277686F223A7B2275736572223A22726F6F74222C22726F6C65223A2273696E676C655F75736572222C226D616368696E65223A22766D227D7D',X'1C5D1B043639C2A0A97524F81F15C6B35294D1DB31BA8446AE575C25AB20F9E8',X'31C0FD29B221420E01C24EAE9231293264E6F3AA56D2DBC3BE35854C9092F3E9');
CREATE TABLE trail_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    made_at TEXT NOT NULL
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
CREATE TRIGGER trail_is_never_changed BEFORE UPDATE ON trail
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER trail_is_never_deleted BEFORE DELETE ON trail
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE INDEX setting_name ON setting (name, id);
CREATE TRIGGER setting_is_never_changed BEFORE UPDATE ON setting
BEGIN SELECT RAISE(ABORT, 'settings are append-only'); END;
CREATE TRIGGER setting_is_never_deleted BEFORE DELETE ON setting
BEGIN SELECT RAISE(ABORT, 'settings are append-only'); END;
CREATE INDEX batch_key ON batch (key, batch_id);
CREATE INDEX batch_file_batch ON batch_file (batch_id, path);
CREATE INDEX batch_file_run ON batch_file (run_id);
CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
CREATE TRIGGER trail_key_is_never_changed BEFORE UPDATE ON trail_key
BEGIN SELECT RAISE(ABORT, 'keys are append-only'); END;
CREATE TRIGGER trail_key_is_never_deleted BEFORE DELETE ON trail_key
BEGIN SELECT RAISE(ABORT, 'keys are append-only'); END;
CREATE TRIGGER store_identity_is_never_changed BEFORE UPDATE ON store_identity
BEGIN SELECT RAISE(ABORT, 'the name of a store stays'); END;
CREATE TRIGGER store_identity_is_never_deleted BEFORE DELETE ON store_identity
BEGIN SELECT RAISE(ABORT, 'the name of a store stays'); END;
CREATE INDEX review_question_key ON review_question (key);
CREATE INDEX review_question_entry ON review_question (list_id, entry_id);
CREATE INDEX hit_question_question ON hit_question (question_id, hit_id);
CREATE INDEX legal_hold_manifest ON legal_hold (manifest_id, id);
CREATE TRIGGER legal_hold_is_never_changed BEFORE UPDATE ON legal_hold
BEGIN SELECT RAISE(ABORT, 'legal holds are append-only'); END;
CREATE TRIGGER legal_hold_is_never_deleted BEFORE DELETE ON legal_hold
BEGIN SELECT RAISE(ABORT, 'legal holds are append-only'); END;
CREATE TRIGGER effectiveness_is_never_changed BEFORE UPDATE ON effectiveness
BEGIN SELECT RAISE(ABORT, 'reports of effectiveness are append-only'); END;
CREATE TRIGGER effectiveness_is_never_deleted BEFORE DELETE ON effectiveness
BEGIN SELECT RAISE(ABORT, 'reports of effectiveness are append-only'); END;
CREATE INDEX question_stamp ON question (kind, stamp);
CREATE TRIGGER question_that_nobody_asks AFTER DELETE ON question_place
BEGIN DELETE FROM question WHERE question_id = OLD.question_id
    AND NOT EXISTS (SELECT 1 FROM question_place AS p WHERE p.question_id = OLD.question_id); END;
CREATE INDEX hit_entry ON hit (list_id, entry_id);
CREATE INDEX entry_past_entry ON entry_past (list_id, entry_id);
CREATE INDEX alert_rescreening ON alert (rescreening_id);
CREATE INDEX hit_gone_rescreening ON hit_gone (rescreening_id);
CREATE INDEX run_finished ON run (manifest_id, run_id) WHERE finished_at IS NOT NULL;
CREATE INDEX decision_at ON decision (decided_at);
CREATE INDEX history_line_manifest ON history_line (manifest_id);
CREATE INDEX history_line_code ON history_line (hs6, manifest_id);
CREATE INDEX history_line_consignee ON history_line (consignee, manifest_id);
CREATE INDEX history_line_document ON history_line (document, manifest_id) WHERE document <> '';
CREATE INDEX ownership_check_run ON ownership_check (run_id, party);
CREATE TRIGGER ownership_check_is_never_changed BEFORE UPDATE ON ownership_check
BEGIN SELECT RAISE(ABORT, 'checks of ownership are append-only'); END;
CREATE TRIGGER ownership_check_is_never_deleted BEFORE DELETE ON ownership_check
BEGIN SELECT RAISE(ABORT, 'checks of ownership are append-only'); END;
CREATE TRIGGER account_is_never_deleted BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'accounts are disabled, never deleted'); END;
CREATE TRIGGER approval_is_never_changed BEFORE UPDATE ON approval
BEGIN SELECT RAISE(ABORT, 'approvals are append-only'); END;
CREATE TRIGGER approval_is_never_deleted BEFORE DELETE ON approval
BEGIN SELECT RAISE(ABORT, 'approvals are append-only'); END;
CREATE INDEX hit_state_pending ON hit_state (pending_id) WHERE pending_id IS NOT NULL;
CREATE TRIGGER case_file_is_never_changed BEFORE UPDATE ON case_file
BEGIN SELECT RAISE(ABORT, 'case files are append-only'); END;
CREATE TRIGGER known_party_is_never_changed BEFORE UPDATE ON known_party
BEGIN SELECT RAISE(ABORT, 'known parties are append-only'); END;
CREATE TRIGGER known_party_is_never_deleted BEFORE DELETE ON known_party
BEGIN SELECT RAISE(ABORT, 'known parties are append-only'); END;
CREATE TRIGGER known_revoked_is_never_changed BEFORE UPDATE ON known_revoked
BEGIN SELECT RAISE(ABORT, 'known parties are append-only'); END;
CREATE TRIGGER known_revoked_is_never_deleted BEFORE DELETE ON known_revoked
BEGIN SELECT RAISE(ABORT, 'known parties are append-only'); END;
CREATE INDEX hit_suppressed ON hit (suppressed_by) WHERE suppressed_by IS NOT NULL;
CREATE INDEX review_question_risk ON review_question (run_id, risk DESC, lines DESC, question_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('list_version',1);
INSERT INTO "sqlite_sequence" VALUES('list_force',1);
INSERT INTO "sqlite_sequence" VALUES('manifest',1);
INSERT INTO "sqlite_sequence" VALUES('line',3);
INSERT INTO "sqlite_sequence" VALUES('run',1);
INSERT INTO "sqlite_sequence" VALUES('hit',2);
INSERT INTO "sqlite_sequence" VALUES('review_question',2);
INSERT INTO "sqlite_sequence" VALUES('decision',2);
COMMIT;
