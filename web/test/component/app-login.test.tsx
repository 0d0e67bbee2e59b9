import { render, screen } from "@solidjs/testing-library"
import { describe, expect, it } from "vitest"
import { signIn } from "~/auth/session"
import type { Signer } from "~/auth/signer"
import AppLogin from "~/components/invites/app-login"
import { signerOf, withMock } from "./stage"

describe("how to log in to Flotilla", () => {
  withMock()
  const show = async (kind: Signer["kind"]) => {
    await signIn({ ...signerOf("owner"), kind })
    render(() => <AppLogin />)
  }

  it("is the key file for a person whose key this device has not kept", async () => {
    await show("key")
    expect(
      screen.getByText(/“Log in with Key”\. Paste the line of your key file that starts with ncryptsec1/),
    ).toBeVisible()
    expect(screen.queryByRole("button", { name: /Locked key/ })).not.toBeInTheDocument()
  })

  it("is the extension for people who use one here", async () => {
    await show("extension")
    expect(screen.getByText(/“Log in with Extension”, in this browser/)).toBeVisible()
  })

  it("is the signer app for people who use one here", async () => {
    await show("remote")
    expect(screen.getByText(/“Log in with Remote Signer”/)).toBeVisible()
  })
})
