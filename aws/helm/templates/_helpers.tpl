{{/* Labels of everything that the chart makes. */}}
{{- define "labels" -}}
app.kubernetes.io/part-of: {{ .Values.application }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
twinkeel.dev/environment: {{ .Values.environment }}
twinkeel.dev/region: {{ .Values.region }}
{{- end }}

{{/* Labels by which a service's pods are found. Takes the service's name. */}}
{{- define "selector" -}}
app.kubernetes.io/name: {{ . }}
{{- end }}

{{/* Labels of one service's objects. Takes a list: the root, the service's name. */}}
{{- define "service.labels" -}}
{{- $root := index . 0 }}
{{- include "selector" (index . 1) }}
{{ include "labels" $root }}
{{- end }}

{{/* Which kind of object runs a service's pods: everything that scales them refers to it. */}}
{{- define "workload.kind" -}}
{{ if .Values.canary.enabled }}Rollout{{ else }}Deployment{{ end }}
{{- end }}

{{- define "workload.apiVersion" -}}
{{ if .Values.canary.enabled }}argoproj.io/v1alpha1{{ else }}apps/v1{{ end }}
{{- end }}

{{/* The image of a service, by digest when the delivery has written one. */}}
{{- define "image" -}}
{{- $root := index . 0 }}{{ $name := index . 1 }}{{ $service := index . 2 }}
{{- $registry := printf "%s.dkr.ecr.%s.amazonaws.com" (required "account.id: write it with `terraform output -json helm_values`" $root.Values.account.id) $root.Values.region }}
{{- $image := get ($root.Values.images | default dict) $name | default dict }}
{{- if $image.digest }}
{{- printf "%s/%s@%s" $registry $service.repository $image.digest }}
{{- else }}
{{- printf "%s/%s:%s" $registry $service.repository ($image.tag | default "unreleased") }}
{{- end }}
{{- end }}

{{/* Where the parts of a mesh that answer for every pod listen. */}}
{{- define "proxy.metrics" -}}
{{- if eq .Values.mesh.kind "istio" }}
port: 15020
path: /stats/prometheus
{{- else }}
port: 4191
path: /metrics
{{- end }}
{{- end }}

{{/* Restricted in the words of the Pod Security Standards, and a root file system nobody writes to. */}}
{{- define "container.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "pod.security" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* One pod a zone before any zone has two: losing a zone loses a third, never a half. */}}
{{- define "spread" -}}
{{- $root := index . 0 }}{{ $name := index . 1 }}{{ $hash := index . 2 }}
- maxSkew: 1
  topologyKey: topology.kubernetes.io/zone
  whenUnsatisfiable: DoNotSchedule
  labelSelector:
    matchLabels:
      {{- include "selector" $name | nindent 6 }}
  matchLabelKeys: [{{ $hash }}]
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "selector" $name | nindent 6 }}
  matchLabelKeys: [{{ $hash }}]
{{- end }}
