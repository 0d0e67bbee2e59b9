import { Route, Router } from "@solidjs/router"
import { QueryClientProvider } from "@tanstack/solid-query"
import { type Component, lazy } from "solid-js"
import { render } from "solid-js/web"
import { fetchPart } from "~/api/connection"
import { makeQueries } from "~/api/defaults"
import { Frame } from "~/components/frame/frame"
import { paths } from "~/paths"
import "~/styles/app.css"

type Layouts = typeof import("~/components/frame/layouts")
const page = (load: () => Promise<{ default: Component }>) => lazy(() => fetchPart(load))
const layout = (name: keyof Layouts) =>
  lazy(() =>
    fetchPart(() => import("~/components/frame/layouts")).then((layouts): { default: Component } => ({
      default: layouts[name] as Component,
    })),
  )

const MemberLayout = layout("MemberLayout")
const OperatorLayout = layout("OperatorLayout")
const OpenLayout = layout("OpenLayout")
const Marketing = page(() => import("~/pages/marketing"))
const Login = page(() => import("~/pages/login"))
const RelayList = page(() => import("~/pages/relays/list"))
const NewRelay = page(() => import("~/pages/relays/new"))
const RelayDetail = page(() => import("~/pages/relays/detail"))
const RelayMembers = page(() => import("~/pages/relays/members"))
const RelayActivity = page(() => import("~/pages/relays/activity"))
const EditRelay = page(() => import("~/pages/relays/edit"))
const Account = page(() => import("~/pages/account"))
const Invoice = page(() => import("~/pages/invoice"))
const AdminOverview = page(() => import("~/pages/admin/overview"))
const AdminTenants = page(() => import("~/pages/admin/tenants"))
const AdminTenant = page(() => import("~/pages/admin/tenant"))
const AdminRelays = page(() => import("~/pages/admin/relays"))
const AdminRelay = page(() => import("~/pages/admin/relay"))
const AdminEditRelay = page(() => import("~/pages/admin/edit-relay"))
const AdminInvoices = page(() => import("~/pages/admin/invoices"))
const NotFound = page(() => import("~/pages/not-found"))

const queries = makeQueries()

const root = document.getElementById("root")
if (root) {
  root.replaceChildren()
  render(
    () => (
      <QueryClientProvider client={queries}>
        <Router root={Frame} scrollRestoration>
          <Route path={paths.home} component={Marketing} />
          <Route path={paths.login} component={Login} />
          <Route component={OpenLayout}>
            <Route path={paths.newRelay} component={NewRelay} />
          </Route>
          <Route component={MemberLayout}>
            <Route path={paths.relays} component={RelayList} />
            <Route path={paths.relay(":id")} component={RelayDetail} />
            <Route path={paths.relayMembers(":id")} component={RelayMembers} />
            <Route path={paths.relayActivity(":id")} component={RelayActivity} />
            <Route path={paths.editRelay(":id")} component={EditRelay} />
            <Route path={paths.account} component={Account} />
            <Route path={paths.invoice(":id")} component={Invoice} />
          </Route>
          <Route component={OperatorLayout}>
            <Route path={paths.admin} component={AdminOverview} />
            <Route path={paths.adminTenants} component={AdminTenants} />
            <Route path={paths.adminTenant(":pubkey")} component={AdminTenant} />
            <Route path={paths.adminRelays} component={AdminRelays} />
            <Route path={paths.adminRelay(":id")} component={AdminRelay} />
            <Route path={paths.adminEditRelay(":id")} component={AdminEditRelay} />
            <Route path={paths.adminInvoices} component={AdminInvoices} />
          </Route>
          <Route component={OpenLayout}>
            <Route path="*" component={NotFound} />
          </Route>
        </Router>
      </QueryClientProvider>
    ),
    root,
  )
}
