// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.concurrent.atomic.AtomicReference;

import dev.callbacks.CallbackManager;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import org.jspecify.annotations.Nullable;

/**
 * The entry to observation of LangChain4j: makes calls of its models, retrievers and AI
 * services runs. The auto-configuration does so for beans; this is for what is no bean.
 * <p>
 * Nothing that is wrapped behaves otherwise: results, signals, threads and exceptions are
 * its own, unless a handler with {@code raise-error} fails. What is wrapped already is
 * returned as it is.
 * <p>
 * <b>Thread-safety</b>: what it returns is as safe as what is wrapped; all methods may be
 * called from any thread.
 *
 * @since 0.1.0
 */
public final class LangChain4jCallbacks {

	private final CallbackManager manager;

	private final ServiceCalls serviceCalls;

	private final ChatModelListener listener;

	private final AtomicReference<@Nullable LangChain4jInstallation> installation = new AtomicReference<>();

	/**
	 * Creates callbacks of a manager.
	 * @param manager tells the handlers
	 */
	public LangChain4jCallbacks(CallbackManager manager) {
		this.manager = manager;
		this.serviceCalls = new ServiceCalls(manager);
		this.listener = new RunListener(this);
	}

	/**
	 * Makes calls of a model runs.
	 * @param model the model
	 * @return a model that does as the model does
	 */
	public ChatModel wrap(ChatModel model) {
		return ObservedChatModel.of(this.manager, model);
	}

	/**
	 * Makes calls of a streaming model runs, with their tokens.
	 * @param model the model
	 * @return a model that does as the model does
	 */
	public StreamingChatModel wrap(StreamingChatModel model) {
		return ObservedStreamingChatModel.of(this.manager, model);
	}

	/**
	 * Makes searches of a retriever runs.
	 * @param name the name of the runs
	 * @param retriever the retriever
	 * @return a retriever that does as the retriever does
	 */
	public ContentRetriever wrap(String name, ContentRetriever retriever) {
		return ObservedRetriever.of(this.manager, name, retriever);
	}

	/**
	 * Observes the calls of an embedding model as runs.
	 * @param name the name of the runs
	 * @param model the model
	 * @return a model that does as the model does
	 */
	public EmbeddingModel wrap(String name, EmbeddingModel model) {
		return ObservedEmbeddingModel.of(this.manager, name, model);
	}

	/**
	 * Makes calls of models that are not wrapped runs, without their tokens. A model that
	 * is wrapped as well is told of once.
	 * @return a listener for such models
	 */
	public ChatModelListener listener() {
		return this.listener;
	}

	/**
	 * Makes calls of all AI services runs that are built from now on, until
	 * {@link #uninstall()}; see {@link LangChain4jInstallation}.
	 */
	public void install() {
		LangChain4jInstallation before = this.installation.getAndSet(LangChain4jInstallation.of(() -> this));
		if (before != null) {
			before.close();
		}
	}

	/**
	 * Leaves services alone that were built since {@link #install()}.
	 */
	public void uninstall() {
		LangChain4jInstallation before = this.installation.getAndSet(null);
		if (before != null) {
			before.close();
		}
		this.serviceCalls.close();
	}

	CallbackManager manager() {
		return this.manager;
	}

	ServiceCalls serviceCalls() {
		return this.serviceCalls;
	}

}
