import { afterAll, beforeAll, expect, it } from "vitest";
import { endSession, findSessionPerson, isMemberAddress, prolongSession } from "./people.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const expires = new Date("2027-01-01T00:00:00Z");
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const { prisma } = database;
  const base = { timeZone: "UTC", currency: "EUR", createdAt: expires };
  await prisma.workspace.createMany({ data: ["first", "second"].map((id) => ({ id, name: id, ...base })) });
  await prisma.user.create({ data: { id: "anna", email: "anna@example.com", name: "Anna" } });
  await prisma.user.create({ data: { id: "ben", email: "ben@example.com" } });
  await prisma.member.createMany({
    data: [
      { workspaceId: "second", userId: "anna", role: "viewer", createdAt: new Date("2026-02-01T00:00:00Z") },
      { workspaceId: "first", userId: "anna", role: "owner", createdAt: new Date("2026-01-01T00:00:00Z") },
    ],
  });
  await prisma.session.create({ data: { sessionToken: "hash-a", userId: "anna", expires } });
  await prisma.session.create({ data: { sessionToken: "hash-b", userId: "ben", expires } });
});

afterAll(() => database.close());

it("a session knows its person and the memberships, oldest first", async () => {
  expect(await findSessionPerson("hash-a")).toEqual({
    userId: "anna",
    email: "anna@example.com",
    name: "Anna",
    expires,
    memberships: [
      { workspaceId: "first", role: "owner" },
      { workspaceId: "second", role: "viewer" },
    ],
  });
});

it("somebody without a workspace is still somebody", async () => {
  expect(await findSessionPerson("hash-b")).toMatchObject({ email: "ben@example.com", memberships: [] });
});

it("a token that nobody has opens nothing", async () => {
  expect(await findSessionPerson("hash-c")).toBeNull();
});

it("only members' addresses count as such", async () => {
  expect(await isMemberAddress("anna@example.com")).toBe(true);
  expect(await isMemberAddress("ben@example.com")).toBe(false);
  expect(await isMemberAddress("nobody@example.com")).toBe(false);
});

it("a session can be prolonged, and ended twice", async () => {
  const later = new Date("2027-02-01T00:00:00Z");
  await prolongSession("hash-b", later);
  expect((await findSessionPerson("hash-b"))?.expires).toEqual(later);
  await endSession("hash-b");
  await endSession("hash-b");
  expect(await findSessionPerson("hash-b")).toBeNull();
});
