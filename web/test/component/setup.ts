import "@testing-library/jest-dom/vitest"
import { cleanup, configure } from "@solidjs/testing-library"
import { afterEach } from "vitest"

// A browser takes addresses relative to the page; Node's Request does not.
const NodeRequest = globalThis.Request
globalThis.Request = class extends NodeRequest {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === "string" ? new URL(input, window.location.href) : input, init)
  }
}

// jsdom knows the element and not its modal way. What the browser does beyond this, the walks in Chromium see.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true
}
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false
  this.dispatchEvent(new Event("close"))
}

// How long a test waits for what has to appear, in milliseconds: a busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 5_000 })

afterEach(() => {
  cleanup()
  sessionStorage.clear()
  localStorage.clear()
})
