export default function AdminTenant() {
  return <h1>AdminTenant</h1>
}
