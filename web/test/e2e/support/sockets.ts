import { createRequire } from "node:module"

// By its file and not by its name: tests of a browser's code find the entry for browsers, which only says that it has none.
const ws = createRequire(import.meta.url)("../../../node_modules/ws/index.js") as typeof import("ws").default &
  typeof import("ws")

/** A socket of Node, which has none of its own before version 22. */
export const NodeSocket: typeof import("ws").default = ws
export type NodeSocket = InstanceType<typeof NodeSocket>

export const WebSocketServer = ws.WebSocketServer
