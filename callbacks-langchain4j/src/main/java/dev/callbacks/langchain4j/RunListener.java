/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.langchain4j;

import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.event.EndReason;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls of models that nobody wrapped runs, without their tokens: models call their
 * listeners when they are asked and when they have answered. Of a stream that is
 * cancelled they never hear again; its run ends when nobody holds the call any more.
 */
final class RunListener implements ChatModelListener {

	/** The attribute that says that a call is told of already. */
	private static final String TOLD = RunListener.class.getName() + ".told";

	private static final String RUN = RunListener.class.getName() + ".run";

	private final CallbackManager manager;

	private final ServiceRuns services;

	RunListener(CallbackManager manager, ServiceRuns services) {
		this.manager = manager;
		this.services = services;
	}

	static boolean isAmong(@Nullable List<ChatModelListener> listeners) {
		return listeners != null && listeners.stream().anyMatch(RunListener.class::isInstance);
	}

	/**
	 * Options that say that a call is told of already.
	 */
	static ChatRequestOptions toldOf(ChatRequestOptions options) {
		Map<Object, Object> attributes = new HashMap<>(options.listenerAttributes());
		attributes.put(TOLD, true);
		return ChatRequestOptions.builder().listenerAttributes(attributes).build();
	}

	@Override
	public void onRequest(ChatModelRequestContext context) {
		if (context.attributes().containsKey(TOLD)) {
			return;
		}
		String name = Names.of(context.modelProvider(), Object.class);
		ObservedModel model = new ObservedModel(this.manager, name, () -> Messages.request(context.chatRequest()),
				Map.of("provider", name), RunConfig.empty());
		Run before = CurrentRun.set(this.services.above(context.chatRequest()));
		try {
			Run run = model.open((spec) -> spec);
			Call call = new Call(run);
			Forgotten.CLEANER.register(call, () -> run.cancel(EndReason.CLOSED));
			context.attributes().put(RUN, call);
		}
		catch (ManagerStoppedException ex) {
			// the model is asked all the same, and nobody is told
		}
		finally {
			CurrentRun.set(before);
		}
	}

	@Override
	public void onResponse(ChatModelResponseContext context) {
		if (context.attributes().get(RUN) instanceof Call call) {
			call.run().end(Responses.observed(context.chatResponse()));
		}
	}

	@Override
	public void onError(ChatModelErrorContext context) {
		if (context.attributes().get(RUN) instanceof Call call) {
			call.run().error(context.error());
		}
	}

	/** Held by the call's attributes alone. */
	private static final class Call {

		private final Run run;

		private Call(Run run) {
			this.run = run;
		}

		private Run run() {
			return this.run;
		}

	}

	/** Apart, so that its thread starts with the first call. */
	private static final class Forgotten {

		private static final Cleaner CLEANER = Cleaner.create();

	}

}
