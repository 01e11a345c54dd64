/** A reason not to run, in one line. */
export class ToolError extends Error {}
