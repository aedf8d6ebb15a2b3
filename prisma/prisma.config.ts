import { defineConfig } from "prisma/config";

// For Prisma's own commands: `npm exec -- prisma <command> --config prisma/prisma.config.ts`.
export default defineConfig({
  schema: "schema.prisma",
  migrations: { path: "migrations" },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
