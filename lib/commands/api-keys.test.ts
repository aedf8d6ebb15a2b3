import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isKeySecret, type KeyForm, MAX_ACTIVE_KEYS } from "#lib/core/api-keys.ts";
import { ForbiddenError, NotFoundError } from "#lib/core/errors.ts";
import type { UserViewer } from "#lib/core/viewer.ts";
import { digestOf } from "#lib/db/api-keys.ts";
import { newId } from "#lib/db/new-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/test-database.ts";
import { createLogger, provideLogger } from "#lib/log/logger.ts";
import { listApiKeys, listPlatformKeys } from "#lib/queries/api-keys.ts";
import { listAudit } from "#lib/queries/audit.ts";
import { NOW, stranger, workspace } from "#lib/queries/test-workspace.ts";
import { createApiKey } from "./create-api-key.ts";
import { revokeApiKey } from "./revoke-api-key.ts";

const LATER = new Date(NOW.getTime() + 60_000);
const admin: UserViewer = { ...stranger, email: "root@platform.example", isPlatformAdmin: true };
const ownerOf = (id: string): UserViewer => ({
  ...stranger,
  email: "ada@acme.example",
  memberships: [{ workspaceId: id, role: "owner" }],
});
const FORM: KeyForm = { name: "Import server", scopes: ["meter", "read"], reason: "" };
const REASONED: KeyForm = { name: "Staging", scopes: [], reason: "The staging backend" };

let database: TestDatabase;
const lines: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  provideLogger(createLogger("trace", { write: (line) => void lines.push(line) }));
});
afterAll(() => database.close());

async function created(viewer: UserViewer, holder: string | null, form = FORM) {
  const answer = await createApiKey(viewer, holder, form, NOW);
  if (!answer.ok) throw new Error(`Refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
}

describe("a new key", () => {
  test("is given out once; kept are its digest and its last four characters", async () => {
    const id = await workspace();
    const { secret, id: keyId } = await created(ownerOf(id), id);
    expect(isKeySecret(secret)).toBe(true);
    expect(secret).toMatch(/^hrw_/);
    const { rows } = await database.pool.query("SELECT * FROM api_key WHERE id = $1", [keyId]);
    expect(rows[0]).toMatchObject({
      digest: digestOf(secret),
      last_four: secret.slice(-4),
      workspace_id: id,
    });
    const dump = await database.pool.query(
      "SELECT api_key::text AS row FROM api_key UNION ALL SELECT audit_entry::text FROM audit_entry",
    );
    expect(JSON.stringify(dump.rows)).not.toContain(secret.slice(4, -4));
    expect(lines.join()).not.toContain(secret.slice(4, -4));
  });

  test("is never the same as another", async () => {
    const id = await workspace();
    const secrets = await Promise.all(Array.from({ length: 20 }, () => created(ownerOf(id), id)));
    expect(new Set(secrets.map(({ secret }) => secret)).size).toBe(20);
  });

  test("is listed without its digest, and stands in the log with who made it", async () => {
    const id = await workspace();
    const { id: keyId, secret } = await created(ownerOf(id), id);
    expect(await listApiKeys(ownerOf(id), id)).toEqual([
      {
        id: keyId,
        name: "Import server",
        lastFour: secret.slice(-4),
        scopes: ["read", "meter"],
        createdAt: NOW.toISOString(),
        createdBy: "user:ada@acme.example",
        lastUsedAt: null,
        revoked: null,
      },
    ]);
    const { entries } = await listAudit(admin, id);
    expect(entries).toMatchObject([
      {
        action: "create_key",
        actor: "user:ada@acme.example",
        subject: `key:${keyId}`,
        reason: "By an owner of the workspace",
        before: null,
        after: { key: { name: "Import server", scopes: "read, meter", lastFour: secret.slice(-4) } },
      },
    ]);
  });

  test("of the platform is made by its admins, for a reason", async () => {
    const refused = await createApiKey(admin, null, { ...REASONED, reason: " " }, NOW);
    expect(refused).toEqual({
      ok: false,
      error: { code: "invalid_fields", problems: [{ field: "reason", fault: "missing" }] },
    });
    const { secret, id } = await created(admin, null, REASONED);
    expect(secret).toMatch(/^hrp_/);
    expect(await listPlatformKeys(admin)).toMatchObject([{ id, name: "Staging", scopes: ["read", "meter"] }]);
    const { entries } = await listAudit(admin, "");
    expect(entries).toMatchObject([{ subject: `key:${id}`, reason: "The staging backend" }]);
  });

  test("of the platform is nobody else's business, as if there were none", async () => {
    const id = await workspace();
    const before = await database.prisma.apiKey.count();
    await expect(createApiKey(ownerOf(id), null, REASONED, NOW)).rejects.toThrow(NotFoundError);
    await expect(listPlatformKeys(ownerOf(id))).rejects.toThrow(NotFoundError);
    expect(await database.prisma.apiKey.count()).toBe(before);
  });

  test("is made by an admin who is no owner for a reason only", async () => {
    const id = await workspace();
    expect(await createApiKey(admin, id, FORM, NOW)).toMatchObject({
      ok: false,
      error: { code: "invalid_fields" },
    });
    expect(await listApiKeys(admin, id)).toEqual([]);
    await created(admin, id, { ...FORM, reason: "Asked for by phone" });
    expect(await listApiKeys(admin, id)).toHaveLength(1);
  });

  test("is refused when there are more than a page can show, until one is revoked", async () => {
    const id = await workspace();
    const first = await created(ownerOf(id), id);
    await database.pool.query(
      `INSERT INTO api_key (workspace_id, id, name, digest, last_four, scopes, created_at, created_by)
       SELECT $1, gen_random_uuid(), 'Many', sha256(n::text::bytea), 'xxxx', '{read}', $2, 'test'
       FROM generate_series(2, $3::integer) n`,
      [id, NOW, MAX_ACTIVE_KEYS],
    );
    expect(await createApiKey(ownerOf(id), id, FORM, NOW)).toEqual({
      ok: false,
      error: { code: "too_many_keys" },
    });
    expect((await listAudit(admin, id)).entries).toHaveLength(1);
    await revokeApiKey(ownerOf(id), id, { id: first.id, reason: "" }, LATER);
    expect(await createApiKey(ownerOf(id), id, FORM, NOW)).toMatchObject({ ok: true });
  });
});

describe("revoking a key", () => {
  test("is done once, and stands in the log", async () => {
    const id = await workspace();
    const key = await created(ownerOf(id), id);
    const revoke = () => revokeApiKey(ownerOf(id), id, { id: key.id, reason: "" }, LATER);
    expect(await revoke()).toEqual({ ok: true, value: { name: "Import server" } });
    await expect(revoke()).rejects.toThrow(NotFoundError);
    expect(await listApiKeys(ownerOf(id), id)).toMatchObject([
      { id: key.id, revoked: { at: LATER.toISOString(), by: "user:ada@acme.example" } },
    ]);
    const { entries } = await listAudit(admin, id);
    expect(entries.map(({ action }) => action)).toEqual(["revoke_key", "create_key"]);
    expect(entries[0]).toMatchObject({ before: { key: { lastFour: key.secret.slice(-4) } }, after: null });
  });

  test("needs the key of this workspace: another's, the platform's and none are all the same", async () => {
    const [id, other] = [await workspace(), await workspace()];
    const theirs = await created(ownerOf(other), other);
    const platforms = await created(admin, null, REASONED);
    const refusals = await Promise.all(
      [theirs.id, platforms.id, newId(), "no-id", ""].map((key) =>
        revokeApiKey(ownerOf(id), id, { id: key, reason: "" }, LATER).catch((error: unknown) => error),
      ),
    );
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
    expect(refusals[0]).toBeInstanceOf(NotFoundError);
    expect(await listApiKeys(ownerOf(other), other)).toMatchObject([{ revoked: null }]);
  });

  test("by an admin who is no owner is for a reason", async () => {
    const id = await workspace();
    const key = await created(ownerOf(id), id);
    expect(await revokeApiKey(admin, id, { id: key.id, reason: "\0 " }, LATER)).toEqual({
      ok: false,
      error: { code: "reason_required" },
    });
    expect(await listApiKeys(ownerOf(id), id)).toMatchObject([{ revoked: null }]);
    expect(await revokeApiKey(admin, id, { id: key.id, reason: "Leaked" }, LATER)).toMatchObject({
      ok: true,
    });
    expect((await listAudit(admin, id)).entries[0]).toMatchObject({
      actor: "user:root@platform.example",
      reason: "Leaked",
    });
  });

  test("leaves the last of the revoked in the list, below those in use", async () => {
    const id = await workspace();
    for (let number = 0; number < 22; number += 1) {
      const key = await created(ownerOf(id), id, { ...FORM, name: `Key ${number}` });
      const at = new Date(NOW.getTime() + number);
      await revokeApiKey(ownerOf(id), id, { id: key.id, reason: "" }, at);
    }
    await created(ownerOf(id), id, { ...FORM, name: "In use" });
    const names = (await listApiKeys(ownerOf(id), id)).map(({ name }) => name);
    expect([names[0], names[1], names.at(-1), names.length]).toEqual(["In use", "Key 21", "Key 2", 21]);
  });
});

test("a list of keys is for owners: members are told so, and strangers nothing", async () => {
  const id = await workspace();
  const member: UserViewer = { ...stranger, memberships: [{ workspaceId: id, role: "billing" }] };
  await expect(listApiKeys(member, id)).rejects.toThrow(ForbiddenError);
  await expect(listApiKeys(stranger, id)).rejects.toThrow(NotFoundError);
  await expect(listApiKeys(admin, "no-such-workspace")).rejects.toThrow(NotFoundError);
});
