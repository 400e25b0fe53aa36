import sys
sys.path.insert(0,"/work/main/tests/views")
import pytest
from lib.access.scope import Role, Scope
from lib.views import data
import test_public_views as t
from lib.indicators.cube import cube
from lib.indicators.evaluate import protected_folder
@pytest.mark.parametrize("area",["","9410","95","941001"])
@pytest.mark.parametrize("screen",t.SCREENS)
def test_it(screen,area,monkeypatch):
    monkeypatch.setattr(data,"scope",lambda: Scope(Role.PLANNER,("9410",)))
    q={"area":area} if area else {}
    t.opened(screen,**q)
