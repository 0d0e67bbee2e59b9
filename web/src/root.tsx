import { type RouteSectionProps, useLocation, useNavigate } from "@solidjs/router"
import { useQueryClient } from "@tanstack/solid-query"
import { createEffect, createMemo, ErrorBoundary, type JSX, on, onCleanup, onMount, Show, Suspense } from "solid-js"
import { appWentStale, fetchPart, onRecovery } from "~/api/server/connection"
import { approval } from "~/auth/approval"
import { account, needsSigner, onAccountChange } from "~/auth/session"
import { ConnectionBar } from "~/components/frame/connection"
import { lazyPart } from "~/components/frame/lazy-part"
import {
  focusPageSearch,
  paletteShown,
  type Shortcut,
  sheetShown,
  shortcutReader,
  showPalette,
  showShortcuts,
} from "~/components/frame/shortcuts"
import { text } from "~/i18n/en/common"
import { paths } from "~/paths"
import { Toasts } from "~/ui/overlay/toast"

const Unlock = lazyPart(() => import("~/features/login/unlock/unlock-dialog"))
const ApprovalNotice = lazyPart(() => import("~/features/login/unlock/approval-notice"))
const Palette = lazyPart(() => import("~/components/frame/palette"))
const ShortcutSheet = lazyPart(() => import("~/components/frame/shortcut-sheet"))
const PayOverlay = lazyPart(() => import("~/features/pay/pay-overlay"))

/**
 * The frame of every page: skip link, connection bar, overlays, keyboard shortcuts, and the focus after a change of
 * page.
 */
export function Frame(props: RouteSectionProps) {
  const location = useLocation()
  const navigate = useNavigate()
  const queries = useQueryClient()

  onCleanup(
    onAccountChange((_, replaced) => {
      queries.clear()
      // Reloads, because open pages keep data of the previous account in memory.
      if (replaced) window.location.reload()
    }),
  )
  onCleanup(onRecovery(() => void queries.invalidateQueries()))

  const whose = createMemo(() => account()?.pubkey)
  const everybody = createMemo(() => (account()?.isAdmin ?? false) && location.pathname.startsWith(paths.admin))
  /** Stays true once an invoice was opened, so that its dialog can close with its motion. */
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
        // Without the stream, pages still read again when they are shown.
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

/** An overlay. If its code does not load, the page stays and the connection bar offers a reload. */
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

/** Moves screen readers to the start of the page, unless the page has focused a field. */
function focusMain() {
  const main = document.getElementById("main")
  if (!main || main.querySelector(":focus") instanceof HTMLInputElement) return
  if (!main.hasAttribute("tabindex")) main.setAttribute("tabindex", "-1")
  main.focus({ preventScroll: true })
}
