// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import dev.callbacks.CallbackManager;

import dev.callbacks.spi.ObservedBean;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.DefaultChatClient;
import org.springframework.ai.chat.client.DefaultChatClientBuilder;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.tool.ToolCallback;

/**
 * Makes calls of Spring AI's models, tools, stores and retrievers runs. The
 * auto-configuration does so for beans; this is for what is no bean.
 * <p>
 * Nothing that is wrapped behaves otherwise: results, streams and exceptions are its own,
 * unless a handler with {@code raise-error} fails. What is wrapped already is returned as
 * it is.
 * <p>
 * <b>Thread-safety</b>: immutable; what it returns is as safe as what is wrapped.
 *
 * @since 0.1.0
 */
public final class SpringAiCallbacks {

	/**
	 * The parameter of a chat client's call that holds tags for its run, a collection.
	 */
	public static final String TAGS = "callbacks.tags";

	/**
	 * The parameter of a chat client's call that holds metadata for its run, a map.
	 */
	public static final String METADATA = "callbacks.metadata";

	private final CallbackManager manager;

	private final Turns turns = new Turns();

	/**
	 * For a manager.
	 * @param manager tells the handlers
	 */
	public SpringAiCallbacks(CallbackManager manager) {
		this.manager = manager;
	}

	/**
	 * Makes calls of a model runs.
	 * @param model the model
	 * @return a model that does as the model does
	 */
	public ChatModel wrap(ChatModel model) {
		return (model instanceof ObservedBean) ? model : new ObservedChatModel(this.manager, model);
	}

	/**
	 * Makes calls of tools by a manager runs.
	 * @param tools the manager
	 * @return a manager that does as the manager does
	 */
	public ToolCallingManager wrap(ToolCallingManager tools) {
		return (tools instanceof ObservedBean) ? tools
				: new ObservedToolCallingManager(this.manager, tools, this.turns);
	}

	/**
	 * Makes calls of a tool runs, for tools that no wrapped manager calls.
	 * @param tool the tool
	 * @return a tool that does as the tool does
	 */
	public ToolCallback wrap(ToolCallback tool) {
		return (tool instanceof ObservedTool) ? tool
				: new ObservedTool(this.manager, tool, this.turns, new AskedTools());
	}

	/**
	 * Makes calls of a model of embeddings runs.
	 * @param name the name of the runs
	 * @param model the model
	 * @return a model that does as the model does
	 */
	public EmbeddingModel wrap(String name, EmbeddingModel model) {
		return (model instanceof ObservedBean) ? model : new ObservedEmbeddingModel(this.manager, name, model);
	}

	/**
	 * Makes searches runs: of a vector store or of a document retriever.
	 * @param <T> the type
	 * @param type {@code VectorStore}, {@code VectorStoreRetriever} or
	 * {@code DocumentRetriever}
	 * @param name the name of the runs
	 * @param retriever the store or the retriever
	 * @return a store or a retriever that does the same
	 */
	public <T> T wrapRetriever(Class<T> type, String name, T retriever) {
		return type.cast(Searches.wrap(type, this.manager, name, retriever));
	}

	/**
	 * Observes the turns of a chat client as runs, with the rounds of its model and its
	 * tools below them. To add this twice does no more.
	 * @param builder builds the client
	 */
	public void addTo(ChatClient.Builder builder) {
		if (builder instanceof DefaultChatClientBuilder && isObserved(builder.build())) {
			return;
		}
		LoopTools tools = new LoopTools(this.manager, this.turns);
		TurnAdvisor turn = new TurnAdvisor(this.manager, this.turns, tools);
		builder.defaultAdvisors(turn, ToolsAdvisor.around(tools), ToolsAdvisor.inside(tools),
				new RoundAdvisor(this.manager, turn, tools));
	}

	/**
	 * Observes the turns of a chat client as runs, with the rounds of its model and its
	 * tools below them.
	 * @param client the client
	 * @return a client that does as the client does, or the client itself if it is made
	 * by a builder that this was added to, or by another class than upstream's own
	 */
	public ChatClient wrap(ChatClient client) {
		if (client.getClass() != DefaultChatClient.class
				|| !(client.prompt() instanceof DefaultChatClient.DefaultChatClientRequestSpec settings)
				|| isObserved(client)) {
			return client;
		}
		ChatClient.Builder builder = client.mutate();
		// which upstream forgets if there is no advisor
		builder.defaultAdvisors((advisors) -> advisors.params(settings.getAdvisorParams()));
		addTo(builder);
		return builder.build();
	}

	private static boolean isObserved(ChatClient client) {
		return client.prompt() instanceof DefaultChatClient.DefaultChatClientRequestSpec settings
				&& settings.getAdvisors().stream().anyMatch(TurnAdvisor.class::isInstance);
	}

}
