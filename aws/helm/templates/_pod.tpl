{{/* The pod of a service. Takes a list: the root, the name, the service, the key of its revision. */}}
{{- define "pod" -}}
{{- $root := index . 0 }}{{ $name := index . 1 }}{{ $service := index . 2 }}{{ $hash := index . 3 }}
metadata:
  labels:
    {{- include "service.labels" (list $root $name) | nindent 4 }}
    {{- if eq $root.Values.mesh.kind "istio" }}
    sidecar.istio.io/inject: "true"
    {{- end }}
  annotations:
    # The proxy offers the application's metrics with its own: one scrape, outside the mutual TLS.
    prometheus.io/scrape: "true"
    prometheus.io/port: {{ $service.port | quote }}
    prometheus.io/path: {{ $service.metrics }}
    {{- if eq $root.Values.mesh.kind "istio" }}
    # The application starts after its proxy and stops before it.
    proxy.istio.io/config: '{"holdApplicationUntilProxyStarts":true,"terminationDrainDuration":"30s"}'
    {{- end }}
spec:
  serviceAccountName: {{ $service.serviceAccount }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  priorityClassName: {{ $root.Values.application }}-serving
  # Longer than the balancer's deregistration delay and the pause below.
  terminationGracePeriodSeconds: 60
  securityContext:
    {{- include "pod.security" . | nindent 4 }}
  nodeSelector:
    kubernetes.io/arch: {{ $root.Values.nodes.architecture }}
  topologySpreadConstraints:
    {{- include "spread" (list $root $name $hash) | nindent 4 }}
  containers:
    - name: {{ $name }}
      image: {{ include "image" (list $root $name $service) }}
      imagePullPolicy: IfNotPresent
      ports:
        - name: http
          containerPort: {{ $service.port }}
          protocol: TCP
      env:
        - name: TWINKEEL_POD
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        - name: TWINKEEL_ZONE
          valueFrom:
            fieldRef:
              fieldPath: metadata.labels['topology.kubernetes.io/zone']
        {{- range $key, $value := $service.env }}
        - name: {{ $key }}
          value: {{ $value | quote }}
        {{- end }}
        {{- range $key, $from := $service.envFromSecret }}
        - name: {{ $key }}
          valueFrom:
            secretKeyRef:
              name: {{ $from.secret }}
              key: {{ $from.key }}
        {{- end }}
      # A start may take its time; a pod that is ready answers soon.
      startupProbe:
        httpGet:
          path: {{ $service.health }}
          port: http
        periodSeconds: 2
        timeoutSeconds: 2
        failureThreshold: 60
      readinessProbe:
        httpGet:
          path: {{ $service.health }}
          port: http
        periodSeconds: 3
        timeoutSeconds: 2
        failureThreshold: 2
      # Only that it accepts connections: a restart never cured a database that is away.
      livenessProbe:
        tcpSocket:
          port: http
        periodSeconds: 10
        timeoutSeconds: 3
        failureThreshold: 6
      lifecycle:
        preStop:
          # Balancers need this long to learn that the pod is going.
          sleep:
            seconds: 15
      resources:
        requests:
          cpu: {{ $service.resources.cpu }}
          memory: {{ $service.resources.memory }}
        limits:
          # Of memory only: a limit of processor time slows a pod down while its node is idle.
          memory: {{ $service.resources.memory }}
      securityContext:
        {{- include "container.security" . | nindent 8 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
        {{- range $secret := $service.secrets }}
        - name: {{ $secret }}
          mountPath: /var/run/secrets/twinkeel/{{ $secret }}
          readOnly: true
        {{- end }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: 256Mi
    {{- range $secret := $service.secrets }}
    - name: {{ $secret }}
      secret:
        secretName: {{ $secret }}
        # 0440: the pod and nobody else reads it
        defaultMode: 288
        items:
          - key: password
            path: password
          - key: login
            path: login
    {{- end }}
{{- end }}
