import LogOut from "lucide-solid/icons/log-out"
import { createSignal, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { useProfiles } from "~/api/profiles"
import { account, signOut } from "~/auth/session"
import { shortId } from "~/domain/nostr"
import { text } from "~/i18n/en/common"
import { paths } from "~/paths"
import { Key } from "~/ui/form/search-field"
import { AppearanceChoice } from "./appearance"
import { Me } from "./me"
import { Overlay } from "./overlay"
import { showShortcuts } from "./shortcuts"

/** The account menu: a panel under the header on wide screens, a sheet from below on phones. */
export function AccountMenu(props: { operator: boolean; onClose: () => void }) {
  const pubkey = () => account()?.pubkey ?? ""
  const profiles = useProfiles(() => (pubkey() ? [pubkey()] : []))
  const name = () => profiles(pubkey())?.name || shortId(pubkey())
  const info = useInfo()
  const [leaving, setLeaving] = createSignal(false)

  const logOut = async () => {
    setLeaving(true)
    await signOut()
    // A new document, so that no account data stays in memory.
    window.location.assign(paths.home)
  }
  const shortcuts = () => {
    props.onClose()
    showShortcuts()
  }

  return (
    <Overlay
      label={text.menu.title}
      class={`top-auto bottom-0 m-0 w-full max-w-none rounded-t-[16px] bg-raised p-4 pb-[max(16px,env(safe-area-inset-bottom))] text-[15px] text-ink shadow-float backdrop:bg-black/45 sm:top-[52px] sm:bottom-auto sm:left-auto sm:w-[264px] sm:rounded-[10px] sm:border sm:border-line sm:p-1.5 sm:text-[14px] sm:backdrop:bg-transparent ${props.operator ? WIDE : NARROW}`}
      onClose={props.onClose}
    >
      <div class="flex items-center gap-3 px-2.5 pt-1.5 pb-2.5">
        <Me size={36} />
        <div class="min-w-0">
          <p class="text-[13px] text-ink-2 leading-5">{text.menu.signedIn}</p>
          <p class="truncate font-medium">{name()}</p>
        </div>
      </div>
      <ul class="grid border-line border-t py-1.5">
        <li>
          <a class={ROW} href={paths.relays} onClick={() => props.onClose()}>
            {text.nav.relays}
          </a>
        </li>
        <li>
          <a class={ROW} href={paths.account} onClick={() => props.onClose()}>
            {text.nav.account}
          </a>
        </li>
        <Show when={info.isSuccess && info.data.demo}>
          <li>
            <a class={ROW} href={paths.inbox} onClick={() => props.onClose()}>
              {text.menu.inbox}
            </a>
          </li>
        </Show>
      </ul>
      <div class="border-line border-t py-2.5">
        <AppearanceChoice />
      </div>
      <ul class="grid border-line border-t pt-1.5">
        <li class="hidden sm:block">
          <button type="button" class={ROW} onClick={shortcuts}>
            <span class="grow text-left">{text.menu.shortcuts}</span>
            <Key>?</Key>
          </button>
        </li>
        <li>
          <button type="button" class={ROW} aria-busy={leaving()} onClick={() => void logOut()}>
            <LogOut size={16} aria-hidden="true" />
            <Show when={leaving()} fallback={text.menu.logOut}>
              {text.menu.leaving}
            </Show>
          </button>
        </li>
      </ul>
    </Overlay>
  )
}

/** Aligns the panel's right edge with the header's. */
const NARROW = "sm:right-[max(24px,calc((100vw-1136px)/2+24px))]"
const WIDE = "sm:right-[max(24px,calc((100vw-1280px)/2+24px))]"
const ROW =
  "flex min-h-11 w-full items-center gap-2.5 rounded-[6px] px-2.5 font-medium hover:bg-hover sm:min-h-9 cursor-pointer"
