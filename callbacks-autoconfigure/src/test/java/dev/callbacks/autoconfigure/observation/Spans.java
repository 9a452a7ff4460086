// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;

/**
 * A tracer of OpenTelemetry below observations, and the spans that it has exported.
 */
final class Spans {

	private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	private final Tracer tracer = OpenTelemetrySdk.builder()
		.setTracerProvider(
				SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(this.exporter)).build())
		.build()
		.getTracer("test");

	private final OtelTracer bridge = new OtelTracer(this.tracer, new OtelCurrentTraceContext(), (event) -> {
	});

	ObservationHandler<?> handler() {
		return new ObservationHandler.FirstMatchingCompositeObservationHandler(
				new PropagatingSenderTracingObservationHandler<>(this.bridge,
						new OtelPropagator(ContextPropagators.noop(), this.tracer)),
				new DefaultTracingObservationHandler(this.bridge));
	}

	OtelTracer tracer() {
		return this.bridge;
	}

	List<SpanData> all() {
		return this.exporter.getFinishedSpanItems()
			.stream()
			.sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
			.toList();
	}

	SpanData named(String name) {
		return all().stream().filter((span) -> span.getName().equals(name)).findFirst().orElseThrow();
	}

	/**
	 * The spans in the order of their starts, those below others indented, with their
	 * kinds. Where there was no error, the bridge decides on the status.
	 */
	List<String> tree() {
		Map<String, Integer> depths = new HashMap<>();
		return all().stream().map((span) -> {
			int depth = depths.getOrDefault(span.getParentSpanId(), -1) + 1;
			depths.put(span.getSpanId(), depth);
			return "  ".repeat(depth) + span.getName() + " " + span.getKind() + (isError(span) ? " ERROR" : "");
		}).toList();
	}

	private static boolean isError(SpanData span) {
		return span.getStatus().getStatusCode() == StatusCode.ERROR;
	}

	/**
	 * The attributes of a span but those that differ from run to run.
	 */
	static Map<String, Object> attributes(SpanData span) {
		Map<String, Object> attributes = new HashMap<>();
		span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
		attributes.remove("callbacks.run.id");
		return attributes;
	}

	static String attribute(SpanData span, String name) {
		return span.getAttributes().get(AttributeKey.stringKey(name));
	}

}
