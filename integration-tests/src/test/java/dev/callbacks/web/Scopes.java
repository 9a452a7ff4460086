// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.web;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import org.slf4j.MDC;

/**
 * Stands for a tracer: puts a trace into the logging context as long as a scope is open,
 * counts the scopes on each thread, and knows which observed requests are still in
 * memory.
 */
final class Scopes implements ObservationHandler<Observation.Context> {

	private static final ThreadLocal<Observation.Context> CURRENT = new ThreadLocal<>();

	private final Queue<WeakReference<Observation.Context>> requests = new ConcurrentLinkedQueue<>();

	private final Map<Thread, Deque<Previous>> open = new ConcurrentHashMap<>();

	@Override
	public boolean supportsContext(Observation.Context context) {
		return true;
	}

	@Override
	public void onStart(Observation.Context context) {
		if ("http.server.requests".equals(context.getName())) {
			this.requests.add(new WeakReference<>(context));
		}
	}

	@Override
	public void onScopeOpened(Observation.Context context) {
		this.open.computeIfAbsent(Thread.currentThread(), (thread) -> new ArrayDeque<>())
			.addLast(new Previous(MDC.get("trace"), CURRENT.get()));
		set(isNone(context) ? null : context);
	}

	@Override
	public void onScopeClosed(Observation.Context context) {
		Previous previous = this.open.get(Thread.currentThread()).pollLast();
		CURRENT.set(previous.context());
		put(previous.trace());
	}

	private static void set(Observation.Context context) {
		CURRENT.set(context);
		put((context != null) ? Integer.toHexString(System.identityHashCode(context)) : null);
	}

	private static void put(String trace) {
		if (trace != null) {
			MDC.put("trace", trace);
		}
		else {
			MDC.remove("trace");
		}
	}

	private static boolean isNone(Observation.Context context) {
		return context instanceof NullObservation.NullContext;
	}

	/**
	 * The observation that is current on this thread, the one above it, and the trace of
	 * the logging context: "foreign" if it is not that of the observation.
	 */
	String context() {
		Observation.Context context = CURRENT.get();
		String trace = MDC.get("trace");
		if (context == null) {
			return "null/" + trace;
		}
		boolean own = Integer.toHexString(System.identityHashCode(context)).equals(trace);
		ObservationView parent = context.getParentObservation();
		String above = (parent != null) ? " in " + parent.getContextView().getName() : "";
		return context.getName() + above + "/" + (own ? "own" : "foreign");
	}

	int requests() {
		return this.requests.size();
	}

	long keptRequests() {
		return this.requests.stream().filter((one) -> one.get() != null).count();
	}

	/**
	 * The threads on which scopes are open.
	 */
	List<String> open() {
		return this.open.entrySet()
			.stream()
			.filter((one) -> !one.getValue().isEmpty())
			.map((one) -> one.getKey().getName() + " has " + one.getValue().size())
			.toList();
	}

	private record Previous(String trace, Observation.Context context) {

	}

}
