import { A, useLocation } from "@solidjs/router"
import Search from "lucide-solid/icons/search"
import { createSignal, For, type JSX, Show, Suspense } from "solid-js"
import { useInfo } from "~/api/info"
import { account } from "~/auth/session"
import { text } from "~/i18n/en/common"
import { paths } from "~/paths"
import { Mark } from "~/ui/picture/mark"
import { Tag } from "~/ui/state/tag"
import { AccountMenu } from "./account-menu"
import { PageBoundary } from "./error-page"
import { Me } from "./me"
import { showPalette } from "./shortcuts"
import { loginFrom } from "./way-back"

type NavItem = { href: string; label: string; end: boolean }

const MEMBER_NAV: NavItem[] = [
  { href: paths.relays, label: text.nav.relays, end: false },
  { href: paths.account, label: text.nav.account, end: false },
]
const OPERATOR_NAV: NavItem[] = [
  { href: paths.admin, label: text.nav.overview, end: true },
  { href: paths.adminTenants, label: text.nav.tenants, end: false },
  { href: paths.adminRelays, label: text.nav.relays, end: false },
  { href: paths.adminInvoices, label: text.nav.invoices, end: false },
  { href: paths.adminReports, label: text.nav.reports, end: false },
  { href: paths.adminBroadcasts, label: text.nav.broadcasts, end: false },
  { href: paths.adminAudit, label: text.nav.audit, end: false },
]

/** The frame of every page except `/` and `/login`: header, main, and content. */
export function Shell(props: {
  operator?: boolean | undefined
  /** Content below the main part. */
  foot?: JSX.Element | undefined
  children: JSX.Element
}) {
  const operator = () => props.operator ?? false
  return (
    <div class="flex min-h-dvh flex-col">
      <Show when={operator()}>
        <div class="neatline" aria-hidden="true" />
      </Show>
      <Header operator={operator()} />
      <main
        id="main"
        tabindex="-1"
        class="mx-auto w-full grow px-4 pt-5 pb-24 outline-none sm:px-6 sm:pt-8"
        classList={{ "max-w-[1136px]": !operator(), "max-w-[1280px]": operator() }}
      >
        <PageBoundary>
          <Suspense fallback={<Waiting />}>{props.children}</Suspense>
        </PageBoundary>
      </main>
      {props.foot}
    </div>
  )
}

const Waiting = () => (
  <p role="status" class="sr-only">
    {text.loading}
  </p>
)

function Header(props: { operator: boolean }) {
  const nav = () => (props.operator ? OPERATOR_NAV : MEMBER_NAV)
  return (
    <header
      class="print:hidden sticky top-[var(--bar,0px)] z-10 bg-paper"
      classList={{ "border-line border-b": !props.operator }}
    >
      <div
        class="mx-auto flex h-14 items-center gap-3 px-4 sm:gap-6 sm:px-6"
        classList={{ "max-w-[1136px]": !props.operator, "max-w-[1280px]": props.operator }}
      >
        <Brand />
        <Show when={props.operator}>
          <Tag>{text.nav.operator}</Tag>
        </Show>
        <Show when={account()}>
          <nav
            class="hidden h-full shrink-0 gap-1"
            classList={{ "sm:flex": !props.operator, "lg:flex": props.operator }}
            aria-label={props.operator ? text.nav.operator : text.nav.main}
          >
            <NavLinks items={nav()} />
          </nav>
        </Show>
        <span class="min-w-0 grow" />
        <Show when={account()} fallback={<LogIn />}>
          <Find operator={props.operator} />
          <MenuButton operator={props.operator} />
        </Show>
      </div>
      <Show when={props.operator && account()}>
        <nav
          class="flex h-11 gap-1 overflow-x-auto border-line border-b px-1.5 sm:px-3.5 lg:hidden"
          aria-label={text.nav.operator}
        >
          <NavLinks items={nav()} />
        </nav>
      </Show>
    </header>
  )
}

function NavLinks(props: { items: NavItem[] }) {
  const location = useLocation()
  const here = (item: NavItem) =>
    item.end ? location.pathname === item.href : `${location.pathname}/`.startsWith(`${item.href}/`)
  return (
    <For each={props.items}>
      {(item) => (
        <a
          href={item.href}
          aria-current={here(item) ? "page" : undefined}
          class="relative flex items-center whitespace-nowrap px-2.5 font-medium text-[14px] text-ink-2 after:absolute after:inset-x-2.5 after:-bottom-px after:h-0.5 hover:text-ink aria-[current]:text-ink aria-[current]:after:bg-sea"
        >
          {item.label}
        </a>
      )}
    </For>
  )
}

/** The operator's name and logo if set, otherwise the product's. */
function Brand() {
  const info = useInfo()
  const name = () => (info.isSuccess ? info.data.name : text.product)
  const Sails = () => (
    <Show when={name() === text.product}>
      <span class="shrink-0 text-sea [&_svg]:size-[22px]">
        <Mark />
      </span>
    </Show>
  )
  const logo = () => (info.isSuccess && info.data.logo.startsWith("/") ? info.data.logo : undefined)
  return (
    <>
      <A
        href={account() ? paths.relays : paths.home}
        class="flex min-h-11 min-w-0 items-center gap-[9px] font-[620] text-[16px] tracking-[-0.02em]"
        aria-label={account() ? text.nav.home(name()) : text.nav.start(name())}
      >
        <Show when={logo()} fallback={<Sails />}>
          {(url) => <img src={url()} alt="" class="h-6 w-auto max-w-24 shrink-0" />}
        </Show>
        <span
          class="truncate"
          classList={{ "max-[420px]:sr-only": account() !== undefined && name() === text.product }}
        >
          {name()}
        </span>
      </A>
      <Show when={info.isSuccess && info.data.demo}>
        <span class="flex" title={text.demoHelp}>
          <Tag>{text.demo}</Tag>
        </span>
      </Show>
    </>
  )
}

function Find(props: { operator: boolean }) {
  return (
    <>
      <button
        type="button"
        class="hidden h-[34px] w-[180px] shrink-0 cursor-pointer items-center gap-2 rounded-control border border-line bg-surface pr-2 pl-2.5 text-[13px] text-ink-3 hover:bg-hover sm:flex lg:w-[252px]"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={showPalette}
      >
        <Search size={15} class="shrink-0" aria-hidden="true" />
        <span class="grow truncate text-left">{props.operator ? text.find.operator : text.find.member}</span>
        <kbd class="whitespace-nowrap rounded-[4px] border border-line bg-paper px-1.5 font-medium font-sans text-[11px] leading-4">
          {MODIFIER} K
        </kbd>
      </button>
      <button
        type="button"
        class="flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-control hover:bg-hover sm:hidden"
        aria-label={text.find.label}
        onClick={showPalette}
      >
        <Search size={20} aria-hidden="true" />
      </button>
    </>
  )
}

const MODIFIER = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "") ? "⌘" : "Ctrl"

function MenuButton(props: { operator: boolean }) {
  const [open, setOpen] = createSignal(false)
  return (
    <>
      <button
        type="button"
        class="-mr-[7px] flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-full hover:bg-hover sm:-mr-[3px] sm:size-9"
        aria-label={text.menu.open}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Me size={30} />
      </button>
      <Show when={open()}>
        <AccountMenu operator={props.operator} onClose={() => setOpen(false)} />
      </Show>
    </>
  )
}

function LogIn() {
  const location = useLocation()
  return (
    <a
      href={loginFrom(location)}
      class="inline-flex min-h-9 items-center rounded-control border border-edge bg-surface px-3.5 font-[550] text-[14px] hover:bg-hover"
    >
      {text.nav.logIn}
    </a>
  )
}
