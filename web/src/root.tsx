import { type RouteSectionProps, useLocation, useNavigate } from "@solidjs/router"
import { useQueryClient } from "@tanstack/solid-query"
import { createEffect, createMemo, ErrorBoundary, type JSX, on, onCleanup, onMount, Show, Suspense } from "solid-js"
import { appWentStale, fetchPart, onRecovery } from "~/api/server/connection"
import { approval } from "~/auth/approval"
import { account, needsSigner, onAccountChange } from "~/auth/session"
import { ConnectionBar } from "~/components/frame/connection"
import { lazyPart } from "~/components/frame/lazy-part"
import { ShortcutSheet } from "~/components/frame/shortcut-sheet"
import {
  focusPageSearch,
  paletteShown,
  type Shortcut,
  sheetShown,
  shortcutReader,
  showPalette,
  showShortcuts,
} from "~/components/frame/shortcuts"
import { ApprovalNotice } from "~/features/login/unlock/approval-notice"
import { text } from "~/i18n/en/common"
import { paths } from "~/paths"
import { Toasts } from "~/ui/overlay/toast"

const Unlock = lazyPart(() => import("~/features/login/unlock/unlock-dialog"))
const Palette = lazyPart(() => import("~/components/frame/palette"))
const PayOverlay = lazyPart(() => import("~/features/pay/pay-overlay"))

/** Around every page: skip link, connection, what opens over a page, the keyboard, and the focus after a change of page. */
export function Frame(props: RouteSectionProps) {
  const location = useLocation()
  const navigate = useNavigate()
  const queries = useQueryClient()

  onCleanup(
    onAccountChange((_, replaced) => {
      queries.clear()
      // Pages keep what they show; a new document keeps nothing of the account before.
      if (replaced) window.location.reload()
    }),
  )
  onCleanup(onRecovery(() => void queries.invalidateQueries()))

  const whose = createMemo(() => account()?.pubkey)
  const everybody = createMemo(() => (account()?.isAdmin ?? false) && location.pathname.startsWith(paths.admin))
  /** Once something was to be paid it stays, so that its dialog can leave as it came. */
  const wasPaying = createMemo<boolean>((before) => before || /[?&](invoice|pay)=./.test(location.search), false)
  createEffect(
    on([whose, everybody], ([pubkey, all]) => {
      if (!pubkey) return
      let stop = () => {}
      let wanted = true
      void fetchPart(() => import("~/api/server/stream")).then(
        ({ followStream }) => {
          if (wanted) stop = followStream(queries, { pubkey, all })
        },
        // Without news the pages still read when they are looked at.
        () => {},
      )
      onCleanup(() => {
        wanted = false
        stop()
      })
    }),
  )

  createEffect(on(() => location.pathname, focusMain, { defer: true }))

  const run = (shortcut: Shortcut): boolean => {
    if (shortcut === "find") return focusPageSearch()
    if (!account()) return false
    if (shortcut === "palette") showPalette()
    else if (shortcut === "sheet") showShortcuts()
    else navigate({ relays: paths.relays, account: paths.account, add: paths.newRelay }[shortcut])
    return true
  }
  onMount(() => {
    const read = shortcutReader(run)
    document.addEventListener("keydown", read)
    onCleanup(() => document.removeEventListener("keydown", read))
  })

  return (
    <>
      <a
        href="#main"
        rel="external"
        class="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-40 focus:rounded-control focus:bg-raised focus:px-3 focus:py-2"
      >
        {text.skip}
      </a>
      <ConnectionBar />
      <Suspense>{props.children}</Suspense>
      <Toasts />
      <Over when={approval() !== undefined && !needsSigner() && location.pathname !== paths.login}>
        <ApprovalNotice />
      </Over>
      <Over when={needsSigner()}>
        <Unlock />
      </Over>
      <Over when={wasPaying() && whose() !== undefined && !everybody()}>
        <PayOverlay />
      </Over>
      <Over when={paletteShown()}>
        <Palette />
      </Over>
      <Over when={sheetShown()}>
        <ShortcutSheet />
      </Over>
    </>
  )
}

/** A part over the page. Where it fails, the page stays as it is and the connection bar offers a reload. */
function Over(props: { when: boolean; children: JSX.Element }) {
  return (
    <Show when={props.when}>
      <ErrorBoundary
        fallback={() => {
          appWentStale()
          return null
        }}
      >
        <Suspense>{props.children}</Suspense>
      </ErrorBoundary>
    </Show>
  )
}

/** Readers of the screen begin where the page begins; a page that put the cursor into a field is left alone. */
function focusMain() {
  const main = document.getElementById("main")
  if (!main || main.querySelector(":focus") instanceof HTMLInputElement) return
  if (!main.hasAttribute("tabindex")) main.setAttribute("tabindex", "-1")
  main.focus({ preventScroll: true })
}
