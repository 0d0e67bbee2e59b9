import { codeOf } from "./routes"
import "./styles/app.css"

// The page's own code is sent for together with the app's, and not only once the app has run. What does not come is met, and
// waited for, by the app when it asks for the same.
for (const fetch of codeOf(location.pathname)) fetch().catch(() => {})
void import("./main")
