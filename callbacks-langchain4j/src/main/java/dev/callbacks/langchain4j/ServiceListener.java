// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.List;
import java.util.function.BiConsumer;

import dev.langchain4j.observability.api.event.AiServiceCompletedEvent;
import dev.langchain4j.observability.api.event.AiServiceErrorEvent;
import dev.langchain4j.observability.api.event.AiServiceEvent;
import dev.langchain4j.observability.api.event.AiServiceRequestIssuedEvent;
import dev.langchain4j.observability.api.event.AiServiceStartedEvent;
import dev.langchain4j.observability.api.event.OutputGuardrailExecutedEvent;
import dev.langchain4j.observability.api.listener.AiServiceListener;

/**
 * A listener to one kind of event of one AI service, which passes it on to the call that
 * the event is of.
 */
final class ServiceListener<E extends AiServiceEvent> implements AiServiceListener<E> {

	private final Object service;

	private final Class<E> type;

	private final BiConsumer<ServiceCall, E> reaction;

	private ServiceListener(Object service, Class<E> type, BiConsumer<ServiceCall, E> reaction) {
		this.service = service;
		this.type = type;
		this.reaction = reaction;
	}

	static List<AiServiceListener<?>> of(Object service) {
		return List.of(new ServiceListener<>(service, AiServiceStartedEvent.class, ServiceCall::started),
				new ServiceListener<>(service, AiServiceRequestIssuedEvent.class, (call, event) -> call.asking()),
				new ServiceListener<>(service, OutputGuardrailExecutedEvent.class,
						(call, event) -> call.guarded(event.result())),
				new ServiceListener<>(service, AiServiceCompletedEvent.class,
						(call, event) -> call.completed(event.result().orElse(null))),
				new ServiceListener<>(service, AiServiceErrorEvent.class, (call, event) -> call.failed(event.error())));
	}

	@Override
	public Class<E> getEventClass() {
		return this.type;
	}

	@Override
	public void onEvent(E event) {
		ServiceCall call = ServiceCall.of(event.invocationContext(), this.service);
		if (call != null) {
			this.reaction.accept(call, event);
		}
	}

}
