import { Route, Router } from "@solidjs/router"
import { QueryClient, QueryClientProvider } from "@tanstack/solid-query"
import { For, type JSX } from "solid-js"
import { render } from "solid-js/web"
import { FLAG_COUNT } from "~/domain/flag"
import { Card } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"
import { Toasts } from "~/ui/overlay/toast"
import { Avatar, AvatarRow } from "~/ui/picture/avatar"
import { FlagNumber } from "~/ui/picture/flag"
import { Mark } from "~/ui/picture/mark"
import { Qr } from "~/ui/picture/qr"
import { Empty } from "~/ui/state/empty"
import { NoMatches } from "~/ui/state/no-matches"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Marks, Scale } from "~/ui/state/scale"
import { Skeleton } from "~/ui/state/skeleton"
import { Status } from "~/ui/state/status"
import { Steps } from "~/ui/state/steps"
import { Tag } from "~/ui/state/tag"
import { Table, Td, Th, Tr } from "~/ui/table"
import { TabLinks } from "~/ui/tabs"
import { Time } from "~/ui/time"
import { Buttons, Choices, Fields, Floating } from "./parts"
import "./gallery.css"

const COLOURS =
  "paper surface sunken line line-strong ink ink-2 ink-3 sea sea-hover sea-wash sea-line sail sail-text sail-wash focus ok ok-dot ok-wash idle bad bad-dot bad-wash bad-solid".split(
    " ",
  )
const PEOPLE = ["01", "02", "00", "04", "03"]
const NOW = Date.now() / 1000

const Part = (props: { title: string; full?: boolean; children: JSX.Element }) => (
  <div class={props.full ? "wide:col-span-2" : "min-w-0"}>
    <h2 class="mb-3.5 text-ink-2 text-small">{props.title}</h2>
    {props.children}
  </div>
)

/** Every component in its states, in the order of the drawings it is held against. */
function Gallery() {
  return (
    <main class="page pt-8 pb-24">
      <div class="mb-8 flex items-center gap-3.5">
        <Mark />
        <h1 class="text-h1">Components</h1>
      </div>
      <div class="grid wide:grid-cols-2 grid-cols-[minmax(0,1fr)] items-start gap-6">
        <Part title="Buttons: rest, hover, focus, busy, disabled">
          <Card>
            <Buttons />
          </Card>
        </Part>
        <Part title="Status: five shapes, so colour is not needed">
          <Card>
            <div class="flex flex-wrap gap-x-7 gap-y-2">
              <Status tone="ok" word="Online" />
              <Status tone="busy" word="Setting up" detail="2 of 4" />
              <Status tone="bad" word="Setup failed" />
              <Status tone="off" word="Offline" detail="by you" />
              <Status tone="due" word="Offline" detail="unpaid" />
              <Status tone="bad" word="Suspended" />
              <Status tone="due" word="Due in 5 days" />
              <Status tone="ok" word="Paid" detail="wallet" />
              <Status tone="off" word="Void" detail="forgiven" />
            </div>
            <div class="mt-4 flex gap-2">
              <Tag>Operator</Tag>
              <Tag tone="sea">Now</Tag>
              <Tag tone="sea">12 new</Tag>
            </div>
          </Card>
        </Part>
        <Part title="Fields: rest, focus, error, available">
          <Card>
            <Fields />
          </Card>
        </Part>
        <Part title="Choices">
          <Card>
            <Choices />
          </Card>
        </Part>
        <Part title="Scale: members, nearly full, full, grace, steps, health">
          <Card>
            <div class="grid gap-4">
              <Scale value={37} max={100} label="37 of 100" />
              <Scale value={8} max={10} label="8 of 10" />
              <Scale value={10} max={10} label="10 of 10" />
              <Scale value={2} max={7} tone="due" label="2 of 7" />
              <Scale value={2} max={4} tone="sea" label="2 of 4" />
              <Marks marks={Array.from({ length: 48 }, (_, at) => (at === 19 ? "bad" : "sea"))} label="47 of 48" />
            </div>
          </Card>
        </Part>
        <Part title="Notes">
          <div class="grid gap-2">
            <Note title="There is no debt." text="Unpaid invoices are forgiven after 7 days." />
            <Note tone="due" title="60,000 sats due on 28 Nov." text="Then your paid relays go offline." />
            <Note tone="bad" title="Your wallet refused the payment." text="It said: “monthly budget used up”." />
            <Note tone="ok" title="Back online." text="Everything is as it was." />
            <ProblemNote error={new Error("No connection to the server.")} onRetry={() => {}} />
          </div>
        </Part>
        <Part title="Toasts, dialogs, menu">
          <Floating />
        </Part>
        <Part title="Steps: one failed">
          <Card>
            <Steps
              items={[
                { state: "done", title: "Relay created on the server", time: "4 s" },
                {
                  state: "failed",
                  title: "Securing the address",
                  detail: "The name does not point here yet. We try again in 30 s.",
                  time: "20 s",
                  action: <Button size="small">Try now</Button>,
                },
                { state: "now", title: "Asking it for its name", time: "2 s" },
                { state: "waiting", title: "First check" },
              ]}
            />
          </Card>
        </Part>
        <Part title="Copy, people, loading">
          <Card>
            <div class="grid gap-4">
              <CopyLine mono value="wss://bergen-runners.example.com" label="Relay address" />
              <CopyLine
                mono
                truncate="middle"
                value="npub1xtscya34g58tk0z605fvr788k263gsu6cy9x0mhnm87echrgufzsevkk5s"
                label="ID"
              />
              <div class="flex items-center gap-3">
                <AvatarRow>
                  <For each={["Marit", "Jonas", "Ada Lovelace", "Kim", "Sam"]}>
                    {(name, index) => <Avatar pubkey={PEOPLE[index()] ?? "00"} name={name} />}
                  </For>
                </AvatarRow>
                <span class="text-ink-2 text-small">Marit, Jonas and 35 more</span>
              </div>
              <div class="flex items-center gap-4">
                <Skeleton class="size-11 rounded-flag" />
                <span class="grid flex-1 gap-2">
                  <Skeleton class="h-3.5 w-[46%]" />
                  <Skeleton class="h-[11px] w-[70%]" />
                </span>
              </div>
            </div>
          </Card>
        </Part>
        <Part title="Flags: the 32">
          <Card>
            <div class="flex flex-wrap gap-2">
              <For each={Array.from({ length: FLAG_COUNT }, (_, index) => index)}>
                {(index) => <FlagNumber index={index} size={40} />}
              </For>
            </div>
          </Card>
        </Part>
        <Part title="QR">
          <Card>
            <Qr value="LIGHTNING:LNBC100U1P5EXAMPLE" label="Payment code" />
          </Card>
        </Part>
        <Part title="Table, tabs, no matches">
          <TabLinks
            label="Relay"
            items={[
              { href: "/", label: "Overview" },
              { href: "/x", label: "Members", count: 37 },
            ]}
          />
          <Card bare>
            <Table
              label="Members"
              head={
                <>
                  <Th>Person</Th>
                  <Th>Since</Th>
                  <Th end>Messages</Th>
                </>
              }
            >
              <Tr>
                <Td>
                  <a class="cover font-label" href="/x">
                    Marit
                  </a>
                </Td>
                <Td label="Since">
                  <Time at={NOW - 86_400 * 3} />
                </Td>
                <Td label="Messages" end>
                  1,204
                </Td>
              </Tr>
              <Tr>
                <Td>Jonas</Td>
                <Td label="Since">
                  <Time at={NOW - 300} />
                </Td>
                <Td label="Messages" end>
                  88
                </Td>
              </Tr>
            </Table>
            <NoMatches text="Nothing matches “chesss”." onClear={() => {}} />
          </Card>
        </Part>
        <Part full title="Empty, the first time">
          <Empty
            title="Create your first relay"
            text="All it takes is a name and a few minutes."
            action={<Button kind="primary">Add relay</Button>}
          />
        </Part>
        <Part full title="Colour">
          <Card>
            <div class="grid grid-cols-4 gap-2 sm:grid-cols-8">
              <For each={COLOURS}>
                {(colour) => (
                  <div>
                    <i
                      class="block h-10 rounded-control shadow-[inset_0_0_0_1px_oklch(0.5_0.02_230/0.25)]"
                      style={{ background: `var(--${colour})` }}
                    />
                    <span class="text-[11px] text-ink-3">{colour}</span>
                  </div>
                )}
              </For>
            </div>
          </Card>
        </Part>
      </div>
      <Toasts />
    </main>
  )
}

const root = document.getElementById("root")
if (root) {
  render(
    () => (
      <QueryClientProvider client={new QueryClient()}>
        <Router>
          <Route path="*" component={Gallery} />
        </Router>
      </QueryClientProvider>
    ),
    root,
  )
}
