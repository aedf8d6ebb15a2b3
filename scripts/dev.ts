// `npm run dev` is `npm start` with pages that are built as they are asked for.
process.argv.push("--dev");
await import("./start.ts");

export {};
