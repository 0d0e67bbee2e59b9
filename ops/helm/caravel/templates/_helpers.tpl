{{- define "caravel.labels" -}}
app.kubernetes.io/name: caravel
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
{{- define "caravel.selector" -}}
app.kubernetes.io/name: caravel
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "caravel.serverHost" -}}
{{- (urlParse .Values.serverUrl).host -}}
{{- end }}
