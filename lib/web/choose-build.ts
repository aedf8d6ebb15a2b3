// React and Next choose between their production and development builds when they are first loaded, and a mixture of the
// two fails. So this is the first import of the composition root.
Object.assign(process.env, {
  NODE_ENV: process.argv.includes("--dev") ? "development" : "production",
  NEXT_TELEMETRY_DISABLED: "1",
});
