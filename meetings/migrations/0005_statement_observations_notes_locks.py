"""Row-level security on acceptances, observations and notes; the statement, and its first edition."""

from uuid import UUID

from django.db import migrations

from access.locks import carries, follows

FIRST = UUID("6d1f0c52-6f0e-4a53-9a3b-0d5b1c1f4e01")
IN_FORCE_FROM = "2001-04-01"  # when the arrangements began

CONFIDENTIALITY = """\
Agencies share information in this meeting to assess and manage the risk of serious harm that a person presents (Criminal Justice Act 2003, section 325). Where keeping something to yourself and protecting somebody from serious harm pull in different directions, protection comes first. Share what that needs, and no more.

Everything said, read and written for this meeting is OFFICIAL-SENSITIVE and stays with those who take part. Do not copy it, pass it on or use it for anything else, within your own agency or outside it, unless the chair has agreed and the agreement is written down. What another agency brought remains that agency's: only it can let its words go further.

Do not take papers off secure premises, leave them where others can read them, or keep them anywhere but in this service and in the records that your agency's own rules require.

Reading about a person and those around them interferes with their private and family life (Article 8 of the European Convention on Human Rights). It is allowed here for public safety, to prevent disorder or crime, and to protect the health, rights and freedoms of others. It must be necessary, and in proportion to the risk.

Nothing from this meeting is to be released on a request for information. Exemptions of the Freedom of Information Act 2000 may apply, among them those of sections 30, 38, 40 and 41. Send any such request, and any request by a person about themselves, to the MAPPA co-ordinator before it is answered.

If you know the person, their family, a victim or anyone else concerned other than through your work, stop here and tell the chair or the MAPPA co-ordinator."""

DIVERSITY = """\
Everyone who is spoken of, and everyone who takes part, is treated with respect and without discrimination because of age, disability, gender reassignment, marriage or civil partnership, pregnancy or maternity, race, religion or belief, sex, or sexual orientation (Equality Act 2010).

Say what is fact and what is opinion. Let nobody be judged by where they come from, and question words and assumptions that do so, whoever speaks them.

Ask of each decision whether it bears harder on this person than on others for any of these reasons, what adjustment they need to understand and keep to their plan, and what the plan means for children. What is found is recorded in the minutes."""

NEVER_CHANGED = """
CREATE FUNCTION meetings_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The statement, and who accepted it, are never changed.';
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON meetings_statementedition
    FOR EACH ROW EXECUTE FUNCTION meetings_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON meetings_statementedition
    FOR EACH STATEMENT EXECUTE FUNCTION meetings_refuse();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON meetings_statementacceptance
    FOR EACH ROW EXECUTE FUNCTION meetings_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON meetings_statementacceptance
    FOR EACH STATEMENT EXECUTE FUNCTION meetings_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON meetings_statementedition FROM mappa_app;
REVOKE UPDATE, DELETE, TRUNCATE ON meetings_statementacceptance FROM mappa_app;
"""
MAY_CHANGE = """
GRANT UPDATE, DELETE, TRUNCATE ON meetings_statementacceptance TO mappa_app;
GRANT UPDATE, DELETE, TRUNCATE ON meetings_statementedition TO mappa_app;
DROP TRIGGER never_emptied ON meetings_statementacceptance;
DROP TRIGGER never_changed ON meetings_statementacceptance;
DROP TRIGGER never_emptied ON meetings_statementedition;
DROP TRIGGER never_changed ON meetings_statementedition;
DROP FUNCTION meetings_refuse();
"""

# Nobody accepts, notes or publishes in another's name.
IN_ONES_OWN_NAME = """
CREATE POLICY own_name ON meetings_statementacceptance AS RESTRICTIVE FOR INSERT TO mappa_app
    WITH CHECK (person_id = (SELECT access_person()));
CREATE POLICY own_name ON meetings_chairnote AS RESTRICTIVE TO mappa_app
    USING (by_id = (SELECT access_person())) WITH CHECK (by_id = (SELECT access_person()));
"""
IN_ANY_NAME = """
DROP POLICY own_name ON meetings_chairnote;
DROP POLICY own_name ON meetings_statementacceptance;
"""

FIRST_EDITION = """
INSERT INTO meetings_statementedition
    (id, number, confidentiality, diversity, in_force_from, published_at)
VALUES (%s, 1, %s, %s, %s, statement_timestamp())
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_statement_observations_notes")]
    operations = [
        migrations.RunSQL(
            [(FIRST_EDITION, [FIRST, CONFIDENTIALITY, DIVERSITY, IN_FORCE_FROM])],
            [("DELETE FROM meetings_statementedition WHERE id = %s", [FIRST])],
        ),
        *carries("meetings_statementacceptance", "meetings_acceptanceshare"),
        follows("meetings_observation", session_id="meetings_sessionshare"),
        *carries("meetings_chairnote", "meetings_noteshare", nominal_id="nominals_nominalshare"),
        migrations.RunSQL(IN_ONES_OWN_NAME, IN_ANY_NAME),
        migrations.RunSQL(NEVER_CHANGED, MAY_CHANGE),
    ]
