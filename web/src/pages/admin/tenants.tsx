export default function AdminTenants() {
  return <h1>AdminTenants</h1>
}
