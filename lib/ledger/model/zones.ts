/** The workspaces of a sequence. Clocks change in three of them: by an hour, and by half an hour. */
export const ZONES = {
  w0: "Europe/Berlin",
  w1: "America/New_York",
  w2: "Asia/Kolkata",
  w3: "Australia/Lord_Howe",
} as const;
