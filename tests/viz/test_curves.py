"""Learning curves: what is drawn, and what a wrong history is told."""

import numpy as np
import pytest

from groundup.viz import loss_curves, style

pytest.importorskip("matplotlib", reason="figures need Matplotlib")

history = {"loss": [2.0, 1.0, 0.5, 0.4], "val_loss": [2.1, 1.2, 0.9, 1.0],
           "accuracy": [0.3, 0.6, 0.8, 0.9], "val_accuracy": [0.3, 0.5, 0.7, 0.7]}


def lines(ax):
    return [line for line in ax.lines if len(line.get_xdata()) == 4]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_training_is_solid_validation_dashed_accuracy_beside():
    loss, accuracy = loss_curves(history).axes
    assert [line.get_linestyle() for line in lines(loss)] == ["-", "--"]
    np.testing.assert_array_equal(lines(loss)[0].get_ydata(), history["loss"])
    np.testing.assert_array_equal(lines(accuracy)[1].get_ydata(), history["val_accuracy"])
    np.testing.assert_array_equal(lines(loss)[0].get_xdata(), [1, 2, 3, 4])


def test_best_epoch_is_where_validation_is_lowest():
    for ax in loss_curves(history).axes:
        assert "best: epoch 3" in texts(ax)
    assert "best: epoch 4" in texts(loss_curves({"loss": history["loss"]}).axes[0])


def test_names_at_the_line_ends_do_not_touch():
    ax = loss_curves({"loss": [2, 1.0], "val_loss": [2, 1.01]}).axes[0]
    ends = {text.get_text(): text for text in ax.texts}
    shift = ends["validation"].xyann[1] - ends["training"].xyann[1]
    assert shift > style.TEXT and ax.get_legend() is None


def test_several_seeds_become_a_median_and_a_band():
    seeds = [{"loss": [3.0, 2.0, 1.0, 1.0]}, {"loss": [5.0, 4.0, 3.0]}, {"loss": [4.0, 3.0, 2.0]}]
    ax = loss_curves(seeds).axes[0]
    np.testing.assert_array_equal(lines(ax)[0].get_ydata(), [4, 3, 2, 1])
    band = ax.collections[0].get_paths()[0].vertices
    assert band[:, 1].min() == 1 and band[:, 1].max() == 5
    assert ax.get_title("left") == "Loss over 3 seeds"


def test_diverged_losses_leave_a_gap_and_no_best_epoch_if_none_is_known():
    broken = loss_curves({"loss": [1.0, np.inf, np.nan]}).axes[0]
    assert "best: epoch 1" in texts(broken)
    assert texts(loss_curves({"loss": [np.nan, np.nan]}).axes[0]) == []


def test_an_object_with_mapping_access_is_enough():
    class History:
        def keys(self):
            return history.keys()

        def __getitem__(self, key):
            return history[key]

    assert len(loss_curves(History()).axes) == 2


def test_given_axes_get_the_loss_alone_and_come_back():
    from matplotlib.figure import Figure
    ax = Figure().subplots()
    assert loss_curves(history, ax=ax) is ax
    assert ax.get_ylabel() == "loss" and len(lines(ax)) == 2


@pytest.mark.parametrize("wrong", [[], 3, [1.0, 2.0], "loss"])
def test_what_is_no_history_is_refused(wrong):
    with pytest.raises(TypeError, match="expected a mapping with a 'loss' list"):
        loss_curves(wrong)


def test_a_history_without_losses_is_refused():
    with pytest.raises(ValueError, match="no loss yet"):
        loss_curves({"accuracy": [0.5]})
