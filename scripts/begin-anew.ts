// Vitest's set-up of each file that shares a process with others: what a process keeps beyond its modules is as in a new one.
const holder = globalThis as typeof globalThis & { firstEnvironment?: NodeJS.ProcessEnv };
holder.firstEnvironment ??= { ...process.env };

for (const name of Object.keys(process.env)) delete process.env[name];
Object.assign(process.env, holder.firstEnvironment);
for (const name of Object.keys(globalThis))
  if (name.startsWith("headroom")) Reflect.deleteProperty(globalThis, name);
