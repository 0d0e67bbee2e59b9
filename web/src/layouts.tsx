import type { RouteSectionProps } from "@solidjs/router"
import { lazy, Suspense } from "solid-js"
import { account } from "~/auth/session"
import { RequireAdmin, RequireAuth } from "~/components/frame/guards"
import { Shell } from "~/components/frame/shell"

const HostFoot = lazy(() => import("~/components/host/host-foot"))
const ReasonDialog = lazy(() => import("~/features/operator/reason-dialog"))

/** Pages for signed-in people. */
export function MemberLayout(props: RouteSectionProps) {
  return (
    <RequireAuth>
      <Shell>{props.children}</Shell>
    </RequireAuth>
  )
}

/** Pages for operators. Others see the normal frame with a message. */
export function OperatorLayout(props: RouteSectionProps) {
  return (
    <RequireAuth>
      <Shell operator={account()?.isAdmin}>
        <RequireAdmin>
          {props.children}
          <Suspense>
            <ReasonDialog />
          </Suspense>
        </RequireAdmin>
      </Shell>
    </RequireAuth>
  )
}

/** Public pages. */
export function OpenLayout(props: RouteSectionProps) {
  return (
    <Shell
      foot={
        <Suspense>
          <HostFoot />
        </Suspense>
      }
    >
      {props.children}
    </Shell>
  )
}
